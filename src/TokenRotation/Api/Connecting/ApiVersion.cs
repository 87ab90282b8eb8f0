namespace TokenRotation;

/// <summary>Which generation of the token API a connection is to speak.</summary>
public enum ApiVersion
{
    /// <summary>What the calling token's scopes allow: v2 where they do.</summary>
    Auto,

    /// <summary><c>/api/v1/tokens</c>.</summary>
    V1,

    /// <summary><c>/api/v2/apiTokens</c>.</summary>
    V2,

    /// <summary><c>/api/cluster/v2/tokens</c>: the own tokens of a Managed cluster.</summary>
    Cluster,
}

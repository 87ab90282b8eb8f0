namespace TokenRotation.Sandbox.Tenant;

/// <summary>The generation of the token API through which a call comes: their rules differ in places.</summary>
public enum Generation
{
    /// <summary><c>/api/v1/tokens</c>.</summary>
    V1 = 1,

    /// <summary><c>/api/v2/apiTokens</c>.</summary>
    V2 = 2,
}

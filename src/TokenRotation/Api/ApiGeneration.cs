namespace TokenRotation;

/// <summary>The generation of Dynatrace's token API that a connection speaks.</summary>
public enum ApiGeneration
{
    /// <summary><c>/api/v1/tokens</c>: deprecated since Dynatrace 1.242; the one in the vendor's rotation guide.</summary>
    V1 = 1,

    /// <summary><c>/api/v2/apiTokens</c>: deprecated since Dynatrace 1.348. Neither has an end date.</summary>
    V2 = 2,

    /// <summary>An account's <c>platform-tokens</c>, through Connect-DtAccount.</summary>
    Platform = 3,
}

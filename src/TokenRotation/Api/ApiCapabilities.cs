namespace TokenRotation.Api;

/// <summary>
/// What a generation of the token API can do. Code asks for this and not for the generation, which is for people to read.
/// </summary>
internal sealed record ApiCapabilities
{
    private ApiCapabilities(ApiGeneration generation, params string[] managementScopes) =>
        (Generation, ManagementScopes) = (generation, managementScopes);

    /// <summary><c>/api/v1/tokens</c>.</summary>
    public static ApiCapabilities V1 { get; } = new(ApiGeneration.V1, "TenantTokenManagement")
    {
        ListsNamesOnly = true,
        OwnTokenIsReadOnly = true,
        IsDeprecated = true,
    };

    /// <summary><c>/api/cluster/v2/tokens</c>: a Managed cluster's own tokens, with the shapes of v1.</summary>
    public static ApiCapabilities Cluster { get; } = new(ApiGeneration.V1, "ClusterTokenManagement")
    {
        ListsNamesOnly = true,
        OwnTokenIsReadOnly = true,
        GrantsEveryScope = true,
    };

    /// <summary><c>/api/v2/apiTokens</c>.</summary>
    public static ApiCapabilities V2 { get; } = new(ApiGeneration.V2, "apiTokens.read", "apiTokens.write")
    {
        KnowsPersonalTokens = true,
    };

    /// <summary>The account's <c>platform-tokens</c>.</summary>
    public static ApiCapabilities Platform { get; } = new(ApiGeneration.Platform, "platform-token:tokens:manage")
    {
        IsOfAccount = true,
    };

    /// <summary>The generation's name.</summary>
    public ApiGeneration Generation { get; }

    /// <summary>The scopes that a token needs to rotate others; all of them.</summary>
    public IReadOnlyList<string> ManagementScopes { get; }

    /// <summary>A list tells IDs and names of all tokens at once; everything else is read token by token.</summary>
    public bool ListsNamesOnly { get; private init; }

    /// <summary>A token shows when it was changed last.</summary>
    public bool DatesChanges => !ListsNamesOnly;

    /// <summary>The token that authenticates cannot be changed by itself, not even its name.</summary>
    public bool OwnTokenIsReadOnly { get; private init; }

    /// <summary>Its vendor advises against it where there is a newer one.</summary>
    public bool IsDeprecated { get; private init; }

    /// <summary>Whatever a token holds, a new one can be given.</summary>
    public bool GrantsEveryScope { get; private init; }

    /// <summary>Personal access tokens can be told from others, and made.</summary>
    public bool KnowsPersonalTokens { get; private init; }

    /// <summary>
    /// The tokens are an account's: name and scopes are fixed when one is made, its expiry is not, and none is looked up by its
    /// secret.
    /// </summary>
    public bool IsOfAccount { get; private init; }

    /// <summary>True for a token with these scopes: it can rotate others.</summary>
    public bool CanManageTokens(IEnumerable<string> scopes) => !ManagementScopes.Except(scopes).Any();
}

namespace TokenRotation.Sandbox.Tenant;

/// <summary>Who calls, once let in: a classic token of the tenant, or somebody of the account with a Bearer token.</summary>
/// <param name="Id">The ID of the token or of the OAuth client.</param>
/// <param name="Owner">Whom the tokens that it makes belong to.</param>
/// <param name="Scopes">What it may do, in the words of the classic API.</param>
public sealed record TenantCaller(string Id, string Owner, IReadOnlyList<string> Scopes)
{
    /// <summary>True for a personal access token.</summary>
    public bool PersonalAccessToken { get; init; }

    /// <summary>Where the call comes from; null when it is not known.</summary>
    public string? LastUsedIpAddress { get; init; }

    /// <summary>The node of the environment that it calls; those of one name are one.</summary>
    public string Node { get; init; } = string.Empty;

    /// <summary>True for a caller of the account: the tenant has no token of its ID, and names its scopes differently.</summary>
    public bool Bearer { get; init; }

    /// <summary>A token of the tenant as caller.</summary>
    public static implicit operator TenantCaller(TenantToken token) => FromTenantToken(token);

    /// <summary>A token of the tenant as caller.</summary>
    public static TenantCaller FromTenantToken(TenantToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new TenantCaller(token.Id, token.Owner, token.Scopes)
        {
            PersonalAccessToken = token.PersonalAccessToken,
            LastUsedIpAddress = token.LastUsedIpAddress,
        };
    }
}

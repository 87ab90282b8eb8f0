namespace TokenRotation.Api;

/// <summary>Which tokens to list, and in which order. All given conditions must hold. The default lists everything.</summary>
internal sealed record TokenQuery
{
    /// <summary>Owned by this user, case-sensitive.</summary>
    public string? Owner { get; init; }

    /// <summary>Holding all of these scopes.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Personal access tokens only (true), none (false), or both (null).</summary>
    public bool? PersonalAccessToken { get; init; }

    /// <summary>Which tokens come first. API v1 knows no order: there the newest come first within a page.</summary>
    public TokenOrder Order { get; init; }

    /// <summary>
    /// True where IDs and names are enough. API v1 then needs one call, and the tokens carry nothing else; API v2 tells all in
    /// any case.
    /// </summary>
    public bool NamesSuffice { get; init; }

    /// <summary>Tokens a page, 100 to 10 000.</summary>
    public int PageSize { get; init; } = MaximumPageSize;

    /// <summary>The largest page that API v2 gives.</summary>
    public const int MaximumPageSize = 10_000;
}

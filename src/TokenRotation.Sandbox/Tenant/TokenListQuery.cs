namespace TokenRotation.Sandbox.Tenant;

/// <summary>What a v2 list is to find, and how to show it. A null does not restrict.</summary>
public sealed record TokenListQuery
{
    /// <summary>The page size without a <c>pageSize</c>.</summary>
    public const int DefaultPageSize = 200;

    /// <summary>The largest page size.</summary>
    public const int MaximumPageSize = 10_000;

    /// <summary>Tokens of this owner (case-sensitive).</summary>
    public string? Owner { get; init; }

    /// <summary>Personal access tokens, or all others.</summary>
    public bool? PersonalAccessToken { get; init; }

    /// <summary>Tokens that hold at least one of these.</summary>
    public IReadOnlyList<string>? AnyOfScopes { get; init; }

    /// <summary>Last used at this time or later. With a bound, tokens that were never used do not match.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Last used at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>What to sort by.</summary>
    public TokenSort Sort { get; init; } = TokenSort.CreationDate;

    /// <summary>Whether the order is turned round.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Tokens a page.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>The properties that a client asked for; the tenant only hands them on from page to page.</summary>
    public TokenFields Fields { get; init; } = TokenFields.Default;

    internal bool MatchesEverything =>
        Owner is null && PersonalAccessToken is null && AnyOfScopes is null && From is null && To is null;

    internal bool Matches(TenantToken token) =>
        (Owner is null || string.Equals(token.Owner, Owner, StringComparison.Ordinal))
        && (PersonalAccessToken is null || token.PersonalAccessToken == PersonalAccessToken)
        && (AnyOfScopes is null || AnyOfScopes.Any(token.Scopes.Contains))
        && (From is null || token.LastUsedDate >= From)
        && (To is null || token.LastUsedDate <= To);
}

/// <summary>What a v2 list can be sorted by.</summary>
public enum TokenSort
{
    /// <summary><c>creationDate</c>.</summary>
    CreationDate,

    /// <summary><c>name</c>, by code point.</summary>
    Name,

    /// <summary><c>lastUsedDate</c>: never used counts as the earliest.</summary>
    LastUsedDate,

    /// <summary><c>expirationDate</c>: unlimited counts as the latest.</summary>
    ExpirationDate,

    /// <summary><c>modifiedDate</c>: never modified counts as the earliest.</summary>
    ModifiedDate,
}

/// <summary>One page of a v2 list.</summary>
/// <param name="TotalCount">How many tokens match, over all pages.</param>
/// <param name="Query">What was asked, by this request or by the first page's.</param>
/// <param name="Tokens">The page's tokens.</param>
/// <param name="NextPageKey">What fetches the next page; null on the last.</param>
public sealed record TokenListPage(int TotalCount, TokenListQuery Query, IReadOnlyList<TenantToken> Tokens, string? NextPageKey);

/// <summary>What a v1 list is to find. A null does not restrict.</summary>
public sealed record StubListQuery
{
    /// <summary>The limit without a <c>limit</c>.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>The largest limit.</summary>
    public const int MaximumLimit = 1_000_000;

    /// <summary>The most tokens to give; there is no second page.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Tokens of this owner.</summary>
    public string? User { get; init; }

    /// <summary>Tokens that hold all of these.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Last used at this time or later. With a bound, tokens that were never used do not match.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Last used at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }

    internal bool Matches(TenantToken token) =>
        (User is null || string.Equals(token.Owner, User, StringComparison.Ordinal))
        && Permissions.All(token.Scopes.Contains)
        && (From is null || token.LastUsedDate >= From)
        && (To is null || token.LastUsedDate <= To);
}

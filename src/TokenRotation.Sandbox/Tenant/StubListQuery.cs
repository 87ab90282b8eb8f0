namespace TokenRotation.Sandbox.Tenant;

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

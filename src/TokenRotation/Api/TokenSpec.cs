namespace TokenRotation.Api;

/// <summary>What a token is to be: the create payload of either generation.</summary>
internal sealed record TokenSpec
{
    /// <summary>Free text, at most 100 characters, 255 of a platform token.</summary>
    public required string Name { get; init; }

    /// <summary>At least one scope.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>
    /// How long the token lives from its creation; null for <see cref="ExpirationDate"/> or, without that, for ever.
    /// </summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When the token expires (UTC); null for <see cref="Lifetime"/> or, without that, never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>Where a platform token works: URNs of environments or of the account. Empty for a classic token.</summary>
    public IReadOnlyList<string> Resource { get; init; } = [];

    /// <summary>
    /// The user who shall own a platform token, by e-mail address or UUID; null for the one that the caller acts for.
    /// </summary>
    public string? User { get; init; }

    /// <summary>True for a personal access token of the caller; API v2 only.</summary>
    public bool PersonalAccessToken { get; init; }
}

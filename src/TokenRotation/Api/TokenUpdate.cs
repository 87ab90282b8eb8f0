namespace TokenRotation.Api;

/// <summary>A partial change: what is null stays as it is.</summary>
internal sealed record TokenUpdate
{
    /// <summary>The new name.</summary>
    public string? Name { get; init; }

    /// <summary>False revokes, true restores.</summary>
    public bool? Enabled { get; init; }

    /// <summary>When a platform token is to expire (UTC); a classic token's expiry is fixed.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>All the scopes that the token is to have: what is left out is taken away.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

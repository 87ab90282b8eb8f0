namespace TokenRotation.Sandbox.Tenant;

/// <summary>What a new token is to be.</summary>
public sealed record TokenCreation
{
    /// <summary>Free text; required.</summary>
    public string? Name { get; init; }

    /// <summary>What it may do; required.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>True for a personal access token (v2 only).</summary>
    public bool PersonalAccessToken { get; init; }
}

/// <summary>What to change of a token; a null leaves it as it is.</summary>
public sealed record TokenChange
{
    /// <summary>The new name.</summary>
    public string? Name { get; init; }

    /// <summary>False revokes, true restores.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The new scopes, all of them.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }
}

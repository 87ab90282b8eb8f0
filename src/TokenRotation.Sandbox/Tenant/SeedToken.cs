namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// A token that is in the tenant before the story begins. Nothing here is checked: old, automatic and odd tokens carry values
/// that the API would not grant any more.
/// </summary>
public sealed record SeedToken
{
    /// <summary>Free text.</summary>
    public required string Name { get; init; }

    /// <summary>The user that owns it.</summary>
    public string Owner { get; init; } = "admin@example.com";

    /// <summary>What it may do.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>False for a revoked token.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was made; null for now.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>When it was last used; null for never.</summary>
    public DateTimeOffset? LastUsedDate { get; init; }

    /// <summary>Where it was last used from.</summary>
    public string? LastUsedIpAddress { get; init; }

    /// <summary>When name or scopes last changed; null for never.</summary>
    public DateTimeOffset? ModifiedDate { get; init; }

    /// <summary>True for a personal access token.</summary>
    public bool PersonalAccessToken { get; init; }

    /// <summary>A token from before Dynatrace 1.210: a UUID as its ID, a short secret without dots.</summary>
    public bool OldFormat { get; init; }

    /// <summary>What a sharing token belongs to.</summary>
    public IReadOnlyDictionary<string, string>? AdditionalMetadata { get; init; }
}

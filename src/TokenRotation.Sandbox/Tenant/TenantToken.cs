namespace TokenRotation.Sandbox.Tenant;

/// <summary>A token as the tenant holds it, at one instant. It knows its secret, but never shows it by itself.</summary>
public sealed record TenantToken
{
    /// <summary>Prefix and public part; a UUID for a token of the old format.</summary>
    public required string Id { get; init; }

    /// <summary>The whole token with its secret: what a client authenticates with.</summary>
    public required string Token { get; init; }

    /// <summary>Free text, not unique.</summary>
    public required string Name { get; init; }

    /// <summary>The user that owns it.</summary>
    public required string Owner { get; init; }

    /// <summary>False for a revoked token.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>When it was made (UTC, to the millisecond, as all dates here).</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>When it expires; null for never. Nothing changes it.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>When it last authenticated a call.</summary>
    public DateTimeOffset? LastUsedDate { get; init; }

    /// <summary>Where that call came from.</summary>
    public string? LastUsedIpAddress { get; init; }

    /// <summary>When name or scopes last changed; revoking and restoring do not count.</summary>
    public DateTimeOffset? ModifiedDate { get; init; }

    /// <summary>True for a personal access token.</summary>
    public bool PersonalAccessToken { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What a sharing token belongs to (<c>dashboardId</c>, <c>reportId</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? AdditionalMetadata { get; init; }

    /// <summary>Name and ID, without the secret.</summary>
    public override string ToString() => $"{Name} ({Id})";
}

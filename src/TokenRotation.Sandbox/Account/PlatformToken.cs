namespace TokenRotation.Sandbox.Account;

/// <summary>A platform token, <c>dt0s16</c>: sent as Bearer, and no token of the tenant's. Immutable.</summary>
public sealed record PlatformToken
{
    /// <summary>Prefix and public part.</summary>
    public required string Id { get; init; }

    /// <summary>The whole token with its secret.</summary>
    public required string Token { get; init; }

    /// <summary>Its name: frozen, and not unique.</summary>
    public required string Name { get; init; }

    /// <summary>The user that owns it, by e-mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>Who made it, by e-mail address.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>What it may do, such as <c>api-tokens:tokens:read</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Where it works: <c>urn:dtenvironment:…</c>, or <c>urn:dtaccount:…</c> for all of the account.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>What its maker has noted; recorded lists do not show it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it is active: an expired token is as well.</summary>
    public bool Active { get; init; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its status or expiry was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>The ID, without the secret.</summary>
    public override string ToString() => Id;

    internal bool IsExpired(DateTimeOffset now) => ExpirationDate <= now;
}

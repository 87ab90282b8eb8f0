namespace TokenRotation.Sandbox.Account;

/// <summary>A platform token, <c>dt0s16</c>: sent as Bearer, and no token of the tenant's.</summary>
public sealed record PlatformToken
{
    /// <summary>Prefix and public part.</summary>
    public required string Id { get; init; }

    /// <summary>The whole token with its secret.</summary>
    public required string Token { get; init; }

    /// <summary>The user that owns it, by e-mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>What it may do, such as <c>api-tokens:tokens:read</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>The ID, without the secret.</summary>
    public override string ToString() => Id;
}

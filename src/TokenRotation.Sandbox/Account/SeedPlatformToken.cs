namespace TokenRotation.Sandbox.Account;

/// <summary>A platform token to put into the account, past all rules.</summary>
public sealed record SeedPlatformToken
{
    /// <summary>The name.</summary>
    public string Name { get; init; } = "token";

    /// <summary>The owner's e-mail address.</summary>
    public required string Owner { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Where it works; null for the sandbox's environment.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Whether it is active.</summary>
    public bool Active { get; init; } = true;

    /// <summary>When it was made; null for now.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>When it was last used; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

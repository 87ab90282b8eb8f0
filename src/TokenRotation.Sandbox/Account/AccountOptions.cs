namespace TokenRotation.Sandbox.Account;

/// <summary>What differs between accounts, and what is not known of them. README.md lists them with their sources.</summary>
public sealed record AccountOptions
{
    /// <summary>How long an access token lasts.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The classic API on the environment's own host takes a Bearer, as the documentation says since September 2026; off: 401
    /// "Token exchange failed", as recorded the month before.
    /// </summary>
    public bool ClassicHostTakesBearer { get; init; }

    /// <summary>The apps host has the classic API; off: it answers 404, as where it is not reachable at all.</summary>
    public bool AppsHostHasClassicApi { get; init; } = true;

    /// <summary>The status for an access token that is over.</summary>
    public int ExpiredBearerStatus { get; init; } = 401;

    /// <summary>Whom a classic token made with a Bearer belongs to; null: the owner of the Bearer.</summary>
    public string? OwnerOfMadeTokens { get; init; }
}

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

    /// <summary>How many platform tokens a user may have, ended ones included.</summary>
    public int TokensOfUser { get; init; } = 50;

    /// <summary>How many platform tokens a service user may have, ended ones included.</summary>
    public int TokensOfServiceUser { get; init; } = 100;

    /// <summary>The status for a creation beyond those.</summary>
    public int CapRefusedWith { get; init; } = 400;

    /// <summary>The status while the account's "Allow to manage platform tokens" is off; null: it is on.</summary>
    public int? ManagementRefusedWith { get; init; }

    /// <summary>The status for making a token of another user; null: the client may.</summary>
    public int? ForeignOwnerRefusedWith { get; init; }

    /// <summary>An expiry nearer than this is refused.</summary>
    public TimeSpan ShortestLifetime { get; init; }

    /// <summary>An expiry that is set back to never is refused.</summary>
    public bool NeverIsNoExpiry { get; init; } = true;

    /// <summary>The expiry of a token that has expired cannot be moved.</summary>
    public bool ExpiredStayExpired { get; init; }

    /// <summary>The list has tags, user and description, as the documentation says; recorded lists have none.</summary>
    public bool ListHasTags { get; init; }

    /// <summary>The status of a successful creation.</summary>
    public int CreatedStatus { get; init; } = 200;

    /// <summary>The status of a successful change of status or expiry.</summary>
    public int ChangedStatus { get; init; } = 200;

    /// <summary>The status of a successful deletion.</summary>
    public int DeletedStatus { get; init; } = 204;

    /// <summary>How long until a new platform token authenticates.</summary>
    public TimeSpan UsableAfter { get; init; }

    /// <summary>How long until a change of a platform token's status or expiry is felt by its users.</summary>
    public TimeSpan ChangeFeltAfter { get; init; }

    /// <summary>How old what a list of platform tokens shows is.</summary>
    public TimeSpan AccountListLag { get; init; }

    /// <summary>The status for an inactive platform token.</summary>
    public int InactiveBearerStatus { get; init; } = 403;

    /// <summary>The environment's probe counts as a use of the token.</summary>
    public bool ProbeCountsAsUse { get; init; } = true;

    /// <summary>The shape of the account's errors.</summary>
    public AccountErrorShape AccountErrors { get; init; }
}

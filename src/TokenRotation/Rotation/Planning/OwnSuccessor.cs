using TokenRotation.Api;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Planning;

/// <summary>The successor that this run has in hand, and what this run has seen of it. Dies with the run.</summary>
internal sealed record OwnSuccessor
{
    /// <summary>The token that a run has just made; it asked for it at a time of the server.</summary>
    public static OwnSuccessor Made(string operation, CreatedToken created, TokenSpec spec, DateTimeOffset before) => new()
    {
        Operation = operation,
        Id = created.Id,
        Token = created.Token,
        Spec = spec,
        Name = spec.Name,
        ExpirationDate = created.ExpirationDate,
        CreationDate = before,
    };

    /// <summary>The operation that created it.</summary>
    public required string Operation { get; init; }

    public required string Id { get; init; }

    /// <summary>The secret: as the create call gave it, from <see cref="Stored"/> on as the store gave it back.</summary>
    public required ApiToken Token { get; init; }

    /// <summary>What it was asked to be; null for one that an earlier run has made.</summary>
    public TokenSpec? Spec { get; init; }

    /// <summary>
    /// Its name without a stamp, as it was when it was made or found: what stands in the tenant may have been cut since.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>When it expires (UTC), as far as the server said.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>When it was created (UTC, server); rather too early than too late.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>A list read after its creation is among the facts.</summary>
    public bool Listed { get; init; }

    /// <summary>A write of its secret to the store has begun: the store may hold it.</summary>
    public bool StoreTried { get; init; }

    /// <summary>The store has given its secret back.</summary>
    public bool Stored { get; init; }

    /// <summary>It has proved itself with that secret.</summary>
    public bool Verified { get; init; }

    /// <summary>
    /// An environment has shown that its secret works; false where only the account's list says that the token does.
    /// </summary>
    public bool Probed { get; init; }

    /// <summary>What has shown that it works; null for a classic token, and before it is verified.</summary>
    public DtTokenProof? ProvedBy => Token.Kind != ApiTokenKind.Platform || !Verified ? null
        : Probed ? DtTokenProof.Probe
        : DtTokenProof.List;

    /// <summary>The old token was free and this one pending after its verification.</summary>
    public bool Rechecked { get; init; }

    /// <summary>A commit mark for it has been sent: the old token may bear it.</summary>
    public bool CommitTried { get; init; }

    /// <summary>Until when this run has extended it (UTC); a list may show that later.</summary>
    public DateTimeOffset? ExtendedTo { get; init; }

    /// <summary>The pipeline may have taken its secret.</summary>
    public bool HandOverTried { get; init; }

    /// <summary>The pipeline has taken its secret.</summary>
    public bool HandedOver { get; init; }
}

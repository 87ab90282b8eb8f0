using TokenRotation.Api;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Planning;

/// <summary>All that the planner looks at: what the tenant, the store and this run show of one token's rotation.</summary>
internal sealed record RotationFacts
{
    /// <summary>
    /// The ID of the token that is replaced; a <see cref="NewTokenKey"/> for one that a spec file is to bring into being.
    /// </summary>
    public required string OldId { get; init; }

    /// <summary>The name of the token that a spec file is to bring into being; null where there is one to replace.</summary>
    public string? NewName { get; init; }

    /// <summary>The token that is replaced; null when there is none, or no longer.</summary>
    public DtToken? Old { get; init; }

    /// <summary>The name of the token that is replaced, or is to be made, as it stands; null where it is gone.</summary>
    public string? Name => NewName ?? Old?.Name;

    /// <summary>The tokens stamped as its pending successors, earliest first.</summary>
    public IReadOnlyList<DtToken> Pending { get; init; } = [];

    /// <summary>New tokens that had been left behind, and are disabled until they may be deleted.</summary>
    public IReadOnlyList<DtToken> LeftBehind { get; init; } = [];

    /// <summary>Where this run's secrets go, as stamps say it; null where the store can have no entry for this token.</summary>
    public string? Place { get; init; } = NameStamp.Pipeline;

    /// <summary>The entries that the new token's secret goes to, each with its store; none for the pipeline.</summary>
    public IReadOnlyList<(string Store, string Entry)> Entries { get; init; } = [];

    /// <summary>Another token's stamp names the successor, too.</summary>
    public bool PartnerIsShared { get; init; }

    /// <summary>An older token of the same line that is still to be deleted; null for none.</summary>
    public string? OlderId { get; init; }

    /// <summary>A token that this one has replaced, and that is still there; null for none.</summary>
    public string? ReplacedId { get; init; }

    /// <summary>The successor that the old token's stamp names, its own successor if it has one, and so on.</summary>
    public IReadOnlyList<DtToken> Heirs { get; init; } = [];

    /// <summary>
    /// Of platform tokens: those whose names say that they were made to replace this one, or one of those, whatever their state.
    /// </summary>
    public IReadOnlyList<DtToken> Line { get; init; } = [];

    /// <summary>The owner may have one more token; where that is not known he may.</summary>
    public bool HasRoom { get; init; } = true;

    /// <summary>All tokens that are known of this rotation.</summary>
    public IEnumerable<DtToken> Tokens => (Old is null ? [] : new[] { Old }).Concat(Pending).Concat(Heirs).Concat(Line);

    /// <summary>What the store holds; null where the pipeline takes the secret.</summary>
    public StoreFacts? Store { get; init; }

    /// <summary>The successor that this run has in hand.</summary>
    public OwnSuccessor? Own { get; init; }

    public required RotationPolicy Policy { get; init; }

    /// <summary>The token that authenticates.</summary>
    public required DtToken Caller { get; init; }

    public required ApiCapabilities Capabilities { get; init; }

    /// <summary>How long it may take until every node of the environment knows a change.</summary>
    public TimeSpan SettlingTime { get; init; }

    /// <summary>The server's time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The least that the server's time may be: by it a token is old enough.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>The greatest that the server's time may be: by it something comes too late.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>False where no age can be told: the server says no time, or what it says contradicts itself.</summary>
    public bool TimeIsKnown { get; init; } = true;

    /// <summary>
    /// When the old token was read, or written by this run, for the last time (UTC, server); rather too early than too late.
    /// </summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>True where the user named the token: only then a rotation may begin.</summary>
    public bool MayBegin { get; init; }

    /// <summary>It came through a pipeline that nobody has looked at token by token.</summary>
    public bool IsPiped { get; init; }

    /// <summary>Why the token must not be replaced; null if it may be.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whoever uses the new secret has been told by this run.</summary>
    public bool ConsumerIsTold { get; init; }

    /// <summary>This run has brought the rotation to its end.</summary>
    public bool IsSettled { get; init; }

    /// <summary>
    /// So long went by between a read and the answer of the act on it that this run does nothing more that can wait.
    /// </summary>
    public bool WasHeldUp { get; init; }

    /// <summary>When this run has put the new secret into the store; null where it has not.</summary>
    public DateTimeOffset? PromotedAt { get; init; }

    /// <summary>
    /// The stamp that this run has written on the old token, and when the answer came; null where it has not, or has looked at
    /// its time since.
    /// </summary>
    public (NameStamp Stamp, DateTimeOffset At)? Written { get; init; }

    /// <summary>This run has tried to say the time in a stamp that says none.</summary>
    public bool DatingTried { get; init; }

    /// <summary>This run has dated the mark anew.</summary>
    public bool MarkIsRenewed { get; init; }

    /// <summary>It has waited since until every node knows that.</summary>
    public bool RenewalIsKnown { get; init; }

    /// <summary>This run has tried to put right what it, or another run, did too late.</summary>
    public bool MendTried { get; init; }

    /// <summary>The facts after an act on what was read when they were seen.</summary>
    public RotationFacts AfterAct(DateTimeOffset now) =>
        now - SeenAt > RotationTimes.HeldUp ? this with { WasHeldUp = true } : this;

    /// <summary>The facts without a pending successor.</summary>
    public RotationFacts WithoutPending(string id) => this with { Pending = Pending.Where(token => token.Id != id).ToList() };
}

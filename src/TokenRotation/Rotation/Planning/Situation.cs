using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Planning;

/// <summary>The facts in the words in which the planner's rules are written.</summary>
internal sealed partial class Situation
{
    // Read once: the rules ask for them again and again.
    private readonly string _oldName;
    private readonly string _partnerName;

    public Situation(RotationFacts facts)
    {
        Facts = facts;
        (_oldName, Stamp) = Read(facts.Old);
        Partner = facts.Heirs.Count > 0 && (Stamp is null || Stamp.PartnerId == facts.Heirs[0].Id) ? facts.Heirs[0] : null;
        (_partnerName, PartnerStamp) = Read(Partner);
    }

    public RotationFacts Facts { get; }

    public DtToken? Old => Facts.Old;

    public OwnSuccessor? Own => Facts.Own;

    public NameStamp? Stamp { get; }

    /// <summary>The successor that the old token's stamp names.</summary>
    public DtToken? Partner { get; }

    public NameStamp? PartnerStamp { get; }

    /// <summary>A spec file wants a token that does not exist yet.</summary>
    public bool IsNew => NewTokenKey.Is(Facts.OldId);

    public bool IsSuperseded => Stamp is { Kind: StampKind.Superseded };

    public bool IsRevokedWithSuccessor => Stamp is { Kind: StampKind.Revoked, PartnerId: not null };

    /// <summary>The user named a token that is itself the new one of a rotation.</summary>
    public bool OldIsPendingItself => Stamp is { Kind: StampKind.Pending };

    public bool OldAuthenticates => Old is not null && Old.Id == Facts.Caller.Id;

    public bool PartnerAuthenticates => Partner is not null && Partner.Id == Facts.Caller.Id;

    public bool HasStore => Facts.Store is not null;

    /// <summary>The pending successors whose run may still be at work, earliest first.</summary>
    public IEnumerable<DtToken> Live => Facts.Pending.Where(token => !IsTimedOut(token));

    /// <summary>The live successor that is elected.</summary>
    public DtToken? Elected => Live.FirstOrDefault();

    /// <summary>A pending successor that is the store's current token though no commit mark stands.</summary>
    public DtToken? CurrentPending => Facts.Pending.FirstOrDefault(token => IsCurrent(token) && IsOurs(token));

    public bool CurrentPendingWorks => CurrentPending is { } pending && Works(pending);

    /// <summary>The old token is gone, and another than the one in hand has taken its place in the store.</summary>
    public bool IsSupplanted => !IsNew && Old is null && StoreHoldsAnother && !Facts.Store!.Unreadable;

    /// <summary>
    /// When a run that made the same new token at the same moment, on another node, can be seen, can see this one, and can no
    /// longer write over its entry.
    /// </summary>
    public DateTimeOffset? NewSettledAt =>
        CurrentPending?.CreationDate + Facts.SettlingTime + Facts.SettlingTime + RotationTimes.CommitWindow;

    /// <summary>The mark in the name of a token that a spec file brought into being tells other runs of it until then.</summary>
    public bool NewIsSettling =>
        IsNew && CurrentPending is not null && Facts.SettlingTime > TimeSpan.Zero && NewSettledAt > Earliest;

    /// <summary>Where the own token is read-only, it cannot rename itself.</summary>
    public bool CurrentCannotBeRenamed => Facts.Capabilities.OwnTokenIsReadOnly && CurrentPending?.Id == Facts.Caller.Id;

    public bool OwnIsListed => OwnPending is not null;

    /// <summary>The successor in hand, as the tenant shows it.</summary>
    public DtToken? OwnPending => Own is null ? null : Facts.Pending.FirstOrDefault(token => token.Id == Own.Id);

    public DateTimeOffset? OwnTimesOutAt => Own?.CreationDate + RotationTimes.OperationTimeout;

    public DateTimeOffset? ElectedTimesOutAt => Elected is { } elected ? TimesOutAt(elected) : null;

    /// <summary>A run that died has stored the secret, and there is time left to commit.</summary>
    public bool MayResume(DtToken token) =>
        Facts.Store?.HoldsPending(token.Id) == true
        && GoesHere(token) && IsOurs(token) && token.Enabled && !IsLate(token.CreationDate);

    /// <summary>The store's current token is neither the old one nor dead: overwriting it would lose somebody's secret.</summary>
    public bool StoreHoldsAnother => Facts.Store?.HoldsAnotherThan(Facts.OldId) == true;

    /// <summary>
    /// A rotation may begin: the entry holds the old token's secret, or that of a token that this one has replaced. An entry that
    /// is absent, or that holds a token that is gone, may be another than the one that the consumers read: the user says so.
    /// </summary>
    public bool EntryIsTheTokens =>
        Facts.Store is not { } store
            || StoreHoldsOld
            || store.CurrentIsAncestor
            || Facts.Policy.NewEntry
            || (IsNew && store.IsEmpty);

    /// <summary>The consumers do not read the entry yet, as far as anybody can tell.</summary>
    public bool EntryIsNew => Facts.Store is { CurrentIsAncestor: false } store && (store.IsEmpty || store.CurrentIsDead);

    public DateTimeOffset? DueAt => Old is null ? DateTimeOffset.MinValue : Facts.Policy.DueAt(Old);

    public bool IsDue => DueAt <= Facts.Now;

    /// <summary>
    /// A pipeline has brought the new token of a rotation that is hardly over: it would bring each one again, for as long as a
    /// token lives whose whole life is within what it looks for. Where a policy says when a token is due, that decides.
    /// </summary>
    public bool IsHardlyBegun =>
        Facts is { IsPiped: true, ReplacedId: not null, Policy: { Scheduled: false, Force: false, Compromised: false } }
        && !(RipeAt <= Facts.Now);

    /// <summary>A third of its life is over; null where it never is.</summary>
    public DateTimeOffset? RipeAt => Old is { CreationDate: { } created, ExpirationDate: { } expires }
        ? created + TimeSpan.FromTicks((expires - created).Ticks / 3) : null;

    private static (string BaseName, NameStamp? Stamp) Read(DtToken? token) =>
        token is null ? (string.Empty, null) : NameStamp.Read(token.Name);

    private DateTimeOffset Earliest => Facts.Earliest ?? Facts.Now;

    private DateTimeOffset Latest => Facts.Latest ?? Facts.Now;

    /// <summary>The old token's stamp names it, or the store holds its secret as the current one.</summary>
    public bool IsNeeded(string id) =>
        Facts.Store?.IsCurrent(id) == true || (Stamp is { Kind: not StampKind.Pending } mark && mark.PartnerId == id);

    // The secret of a new token goes to the entries of this run. A store that has another name by now is known by what it holds.
    private bool GoesHere(DtToken token) =>
        NameStamp.Read(token.Name).Stamp?.Place is var place
        && (place == Facts.Place
            || (PlaceMark.AreAsMany(place, Facts.Place) && Facts.Store?.HoldsPendingEverywhere(token.Id) == true));

    // The mark counts, whether the token that it names has been read or not.
    private bool IsNamedByOld(DtToken token) => Stamp is { Kind: not StampKind.Pending } mark && mark.PartnerId == token.Id;

    // Whose a Bearer's tokens are is not known before it has made one: until then nothing is ours.
    // Who renames somebody else's token must not make this caller delete it. A personal access token is replaced only by its
    // owner, and so is its successor one.
    private bool IsOurs(DtToken token) =>
        (Facts.Caller.Owner is not null || !Facts.Caller.IsOfAccount)
            && token.Owner == Facts.Caller.Owner
            && (!token.PersonalAccessToken || Old is null or { PersonalAccessToken: true });

    private static DateTimeOffset? TimesOutAt(DtToken token) => token.CreationDate + RotationTimes.OperationTimeout;

    private bool IsTimedOut(DtToken token) => Earliest >= TimesOutAt(token);

    private bool IsLate(DateTimeOffset? created) => Latest - created >= RotationTimes.CommitWindow;

    private bool IsCurrent(DtToken token) => Facts.Store?.IsCurrent(token.Id) == true;

    private bool Works(DtToken token) => token.Enabled && !(token.ExpirationDate <= Latest);
}

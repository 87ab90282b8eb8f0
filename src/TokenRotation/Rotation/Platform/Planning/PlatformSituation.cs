using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Platform.Planning;

/// <summary>
/// The facts of a platform token's rotation in the words in which the planner's rules are written. The state is in what can be
/// written: a new token that lives longer than its lease is committed, an old one whose expiry is before the noted one is ended.
/// </summary>
internal sealed partial class PlatformSituation
{
    // The marks are read once: the rules ask for them again and again.
    private readonly Dictionary<string, LineageMark> _marks = new(StringComparer.Ordinal);
    private readonly List<DtToken> _direct;
    private readonly string? _owner;

    public PlatformSituation(RotationFacts facts)
    {
        Facts = facts;
        Line = facts.Line.Select(Extended).ToList();
        foreach (var token in Line)
        {
            if (LineageMark.Read(token.Name) is { } mark)
            {
                _marks[token.Id] = mark;
            }
        }

        _owner = OwnerOf();
        _direct = SuccessorsOf(facts.OldId).Where(IsOurs).ToList();
        Partner = PartnerOf();
        Heirs = LineFrom(Partner);
        Mark = Partner is null ? null : MarkOf(Partner);
    }

    public RotationFacts Facts { get; }

    public DtToken? Old => Facts.Old;

    public OwnSuccessor? Own => Facts.Own;

    /// <summary>All that descend from the old token.</summary>
    public IReadOnlyList<DtToken> Line { get; }

    /// <summary>The committed successor that counts.</summary>
    public DtToken? Partner { get; }

    /// <summary>What the successor's name promises.</summary>
    public LineageMark? Mark { get; }

    /// <summary>The successor that counts, its own successor if it has one, and so on.</summary>
    public IReadOnlyList<DtToken> Heirs { get; }

    /// <summary>A spec file wants a token that does not exist yet.</summary>
    public bool IsNew => NewTokenKey.Is(Facts.OldId);

    public bool HasStore => Facts.Store is not null;

    /// <summary>The new tokens that live no longer than their lease, earliest first, whether it is over or not.</summary>
    public IReadOnlyList<DtToken> Leased => _direct.Where(IsLeased).ToList();

    /// <summary>The one that counts among those that may still work and are not committed.</summary>
    public DtToken? Elected => Leased.FirstOrDefault(token => token.Enabled && LeaseEndsAt(token) > Earliest);

    /// <summary>The successor in hand, as the account shows it.</summary>
    public DtToken? OwnListed => Own is null ? null : _direct.FirstOrDefault(token => token.Id == Own.Id);

    /// <summary>It is not extended yet.</summary>
    public bool OwnIsLeased => Own is not null && (OwnListed is not { } listed || IsLeased(listed));

    public DateTimeOffset? OwnEndsAt =>
        OwnListed is { } listed ? LeaseEndsAt(listed) : Own?.CreationDate + PlatformTimes.Lease;

    public DateTimeOffset? ElectedEndsAt => Elected is { } elected ? LeaseEndsAt(elected) : null;

    /// <summary>
    /// Another run has been elected or has committed, or it is too late to extend, or the old token is gone: no consumer waits
    /// for this one.
    /// </summary>
    public bool MustGiveUp =>
        OwnIsLeased && (Partner is not null || Elected?.Id != Own!.Id || IsLate(Own) || (Old is null && !IsNew));

    /// <summary>The user named a token that is itself the new one of a rotation, and not through.</summary>
    public bool OldIsLeasedItself => Old is { } old && LineageMark.Read(old.Name) is { } mark && IsShort(old, mark);

    /// <summary>The store holds the secret of a token that nobody has extended.</summary>
    public DtToken? CurrentLeased => Leased.FirstOrDefault(IsCurrent);

    /// <summary>One of which the account does not say when it was made: nobody can tell a lease.</summary>
    public DtToken? Undated => _direct.FirstOrDefault(token => token.CreationDate is null);

    /// <summary>A run that died has stored the secret, and there is time left to extend.</summary>
    public bool MayResume(DtToken token) =>
        Facts.Store?.HoldsPending(token.Id) == true && GoesHere(token) && !IsLate(token);

    public DateTimeOffset? DueAt => Old is null ? DateTimeOffset.MinValue : Facts.Policy.DueAt(Old);

    public bool IsDue => DueAt <= Facts.Now;

    /// <inheritdoc cref="Situation.IsHardlyBegun"/>
    public bool IsHardlyBegun =>
        Facts is { IsPiped: true, ReplacedId: not null, Policy: { Scheduled: false, Force: false, Compromised: false } }
        && !(RipeAt <= Facts.Now);

    /// <summary>A third of its life is over; null where it never is.</summary>
    public DateTimeOffset? RipeAt => Old is { CreationDate: { } created, ExpirationDate: { } expires }
        ? created + TimeSpan.FromTicks((expires - created).Ticks / 3) : null;

    /// <summary>A leaked token goes before anything else.</summary>
    public bool MustRevokeFirst =>
        Facts.Policy.Compromised && Facts.MayBegin && Old is { Enabled: true } old && !(old.ExpirationDate <= Earliest);

    /// <summary>The leaked token is inactive, and no secret of this run takes its place: somebody has to go on.</summary>
    public bool WaitsAfterLeak => Facts.Policy.Compromised && Old is not null && Own is not { HandedOver: true }
        && (Partner is null || (HasStore && !HeirIsCurrent));

    /// <summary>The store's current token is neither the old one nor dead: overwriting it would lose somebody's secret.</summary>
    public bool StoreHoldsAnother => Facts.Store?.HoldsAnotherThan(Facts.OldId) == true;

    /// <summary>The store's current entry holds the old token's secret.</summary>
    public bool StoreHoldsOld => Facts.Store?.CurrentId == Facts.OldId;

    /// <inheritdoc cref="Situation.EntryIsTheTokens"/>
    public bool EntryIsTheTokens =>
        Facts.Store is not { } store
            || StoreHoldsOld
            || store.CurrentIsAncestor
            || Facts.Policy.NewEntry
            || (IsNew && store.IsEmpty);

    /// <summary>The consumers do not read the entry yet, as far as anybody can tell.</summary>
    public bool EntryIsNew => Facts.Store is { CurrentIsAncestor: false } store && (store.IsEmpty || store.CurrentIsDead);

    /// <summary>What a token's name promises.</summary>
    public LineageMark? MarkOf(DtToken token) => _marks.TryGetValue(token.Id, out var mark) ? mark : null;

    /// <summary>It lives no longer than the lease that it was born with.</summary>
    public bool IsLeased(DtToken token) => MarkOf(token) is { } mark && IsShort(token, mark);

    /// <summary>It lives longer: the commit mark.</summary>
    public bool IsCommitted(DtToken token) => MarkOf(token) is not null && token.CreationDate is not null && !IsLeased(token);

    public bool Works(DtToken token) => token.Enabled && !(token.ExpirationDate <= Latest);

    /// <summary>Its secret goes to the entries of this run.</summary>
    public bool GoesHere(DtToken token) =>
        MarkOf(token)?.Place is var place
        && (place == Facts.Place
            || (PlaceMark.AreAsMany(place, Facts.Place) && Facts.Store?.HoldsPendingEverywhere(token.Id) == true));

    private DateTimeOffset Earliest => Facts.Earliest ?? Facts.Now;

    private DateTimeOffset Latest => Facts.Latest ?? Facts.Now;

    private static bool IsShort(DtToken token, LineageMark mark) =>
        token is { CreationDate: { } created, ExpirationDate: { } expires }
        && expires - created <= mark.Lease + PlatformTimes.Slack;

    // A list may show later what this run has written.
    private DtToken Extended(DtToken token) =>
        Own is { ExtendedTo: { } end } && Own.Id == token.Id && token.ExpirationDate < end
            ? token with { ExpirationDate = end }
            : token;

    // Whose it is that another one is replaced by: a stranger's name must not make this caller touch his token.
    private bool IsOurs(DtToken token) =>
        IsNew || (Old is null && Facts.Store is { IsUnread: true }) || (_owner is not null && token.Owner == _owner);

    // Where the old token is gone, what this run has made and what a run has put into the store tell it.
    private string? OwnerOf() => Old is not null
        ? Old.Owner
        : Line.FirstOrDefault(token => token.Id == Own?.Id || IsCurrent(token) || Facts.Store?.HoldsPending(token.Id) == true)
            ?.Owner;

    private bool IsCurrent(DtToken token) => Facts.Store?.IsCurrent(token.Id) == true;

    private bool IsLate(OwnSuccessor own) =>
        Latest - own.CreationDate >= PlatformTimes.ExtensionWindow(
            OwnListed is { } listed && MarkOf(listed) is { } mark ? mark.Lease : PlatformTimes.Lease);

    private bool IsLate(DtToken token) =>
        Latest - token.CreationDate >= PlatformTimes.ExtensionWindow(MarkOf(token)?.Lease ?? PlatformTimes.Lease);

    private DateTimeOffset? FenceEndsAt(DtToken token) => token.CreationDate + (MarkOf(token)?.Lease ?? PlatformTimes.Lease);

    private DateTimeOffset? LeaseEndsAt(DtToken token) =>
        FenceEndsAt(token) is var end && token.ExpirationDate > end ? token.ExpirationDate : end;

    private IEnumerable<DtToken> SuccessorsOf(string id) => Line
        .Where(token => MarkOf(token)?.OldId == id && token.Id != id)
        .OrderBy(token => token.CreationDate)
        .ThenBy(token => token.Id, StringComparer.Ordinal);

    // What the store holds counts; then what works, of this run, of this place, or of another; then what has been in its place.
    private DtToken? PartnerOf()
    {
        var committed = _direct.Where(IsCommitted).ToList();
        return committed.FirstOrDefault(token => LineFrom(token).Any(IsCurrent))
            ?? committed.FirstOrDefault(token => token.Id == Own?.Id && Works(token))
            ?? committed.FirstOrDefault(token => GoesHere(token) && LineFrom(token).Any(Works))
            ?? committed.FirstOrDefault(token => LineFrom(token).Any(Works))
            ?? committed.LastOrDefault(IsWhatEndedTheOld);
    }

    // An undo gives the old token its expiry back: what was made for it then is only left behind.
    private bool IsWhatEndedTheOld(DtToken token) => Old is null || IsLowered(MarkOf(token)!);

    private bool IsLowered(LineageMark mark) => Old is { } old && mark.IsLowered(old, Facts.Now);

    private List<DtToken> LineFrom(DtToken? first)
    {
        var line = new List<DtToken>();
        for (var token = first; token is not null && line.All(known => known.Id != token.Id); token = HeirOf(token))
        {
            line.Add(token);
        }

        return line;
    }

    private DtToken? HeirOf(DtToken token)
    {
        var heirs = SuccessorsOf(token.Id).Where(heir => heir.Owner == token.Owner && IsCommitted(heir)).ToList();
        return heirs.Find(IsCurrent) ?? heirs.Find(Works) ?? heirs.LastOrDefault();
    }
}

using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Platform.Planning;

/// <content>A successor is committed: its way to its place, and what the old token waits for.</content>
internal sealed partial class PlatformSituation
{
    /// <summary>The old token authenticates.</summary>
    public bool OldWorks => Old is { } old && Works(old);

    /// <summary>Its end has been set: it expires before the time that the new token's name has noted.</summary>
    public bool OldIsLowered => Mark is { } mark && IsLowered(mark);

    /// <summary>Somebody has changed the old token since the commitment, and it works for as long as before.</summary>
    public bool IsHeld =>
        OldWorks && !OldIsLowered && Own?.Id != Partner?.Id
        && Old!.ModifiedDate > CommittedAt + RotationTimes.Tolerance;

    /// <summary>When the successor was extended: when it was last changed, and before the fence.</summary>
    public DateTimeOffset? CommittedAt =>
        Partner?.CreationDate + PlatformTimes.ExtensionWindow(Mark?.Lease ?? PlatformTimes.Lease) is var fence
            && Partner?.ModifiedDate < fence
            ? Partner!.ModifiedDate
            : fence;

    /// <summary>The successor works, or one that has taken its place.</summary>
    public bool HeirWorks => HeirThatWorks is not null;

    /// <summary>The last token of the line that works.</summary>
    public DtToken? HeirThatWorks => Heirs.LastOrDefault(Works);

    public bool HeirIsCurrent => Heirs.Any(heir => Facts.Store?.CurrentId == heir.Id);

    /// <summary>
    /// The one whose secret is the store's current one works; the successor itself while its secret is on its way.
    /// </summary>
    public bool HeirInUseWorks =>
        HeirIsCurrent ? !Facts.Store!.CurrentIsDead && Heirs.Where(IsCurrent).All(Works)
        : HasStore || OwnAwaitsHandOver ? Partner is { } partner && Works(partner)
        : HeirWorks;

    /// <summary>
    /// The store holds the secret of a new token that was made inactive, by whoever went back to the old one while a run put it
    /// there; no other one of the line works.
    /// </summary>
    public DtToken? InactiveInUse => HeirWorks ? null : Heirs.FirstOrDefault(heir => !heir.Enabled && IsCurrent(heir));

    /// <summary>The new secret is not in its place yet, as far as anybody can tell.</summary>
    public bool IsOnItsWay =>
        (OldWorks && !OldIsLowered) || StoreHoldsOld
        || (StoreHasSuccessor && !HeirIsCurrent && !StoreHoldsAStranger);

    /// <summary>The store's current entry holds a working secret of somebody else's.</summary>
    public bool StoreHoldsAStranger => !HeirIsCurrent && StoreHoldsAnother;

    /// <summary>
    /// This run has put the new secret into its place, and the old one is there again: somebody has gone back to it, which a list
    /// may show only later.
    /// </summary>
    public bool HasFallenBack => Facts.PromotedAt is not null && StoreHoldsOld && OldWorks;

    public bool StoreHasSuccessor =>
        HasStore && Partner is { } partner
        && (Facts.Store!.HoldsPending(partner.Id) || (Own?.Id == partner.Id && Own.Stored));

    /// <summary>So lately that the run which made the successor may still be at work.</summary>
    public bool IsFresh => FreshUntil > Earliest;

    public DateTimeOffset? FreshUntil => Partner is { } partner ? FenceEndsAt(partner) : null;

    public bool OwnAwaitsHandOver => Own is { HandedOver: false } && Own.Id == Partner?.Id;

    /// <summary>The pipeline has taken the new secret from this run: that proves nothing, and so it waits for a word.</summary>
    public bool IsHandedOver => Own is { HandedOver: true } && Own.Id == Partner?.Id;

    /// <summary>Somebody says that the secret has arrived, or its use was asked for and is seen; a leak does not wait.</summary>
    public bool HandOverIsConfirmed =>
        Facts.Policy.Arrived
        || (Facts.Policy.Compromised && IsHandedOver)
        || (Mark is { NeedsUse: true } && IsUsed);

    /// <summary>The new secret belongs to another place than this run's, which cannot see it; a word stands for that.</summary>
    public bool PartnerIsElsewhere =>
        Own?.Id != Partner?.Id && OldWorks && !OldIsLowered && !HeirIsCurrent && !GoesHere(Partner!) && !Facts.Policy.Arrived;

    public DateTimeOffset? PartnerAwaitedUntil => CommittedAt + RotationTimes.OtherPlaceIsAwaited;

    public bool PartnerMayBeAwaited => PartnerIsElsewhere && PartnerAwaitedUntil > Earliest;

    /// <summary>
    /// Another run has committed a token for another place as well, or handed it to a pipeline: whoever reads there is not cut
    /// off.
    /// </summary>
    public DtToken? RivalElsewhere =>
        OldWorks && !OldIsLowered && Facts.Policy is { Arrived: false, Compromised: false } ? Rivals.FirstOrDefault(IsElsewhere)
            : null;

    /// <summary>
    /// Another run has committed a token for the same one. Of two runs whose tokens were made in one second each may have been
    /// elected; but whoever looks after his commitment sees the other's, unless that one looks later and sees his.
    /// </summary>
    public DtToken? Rival => Rivals.FirstOrDefault();

    /// <summary>The user names the token and says that he shortens what another run has promised.</summary>
    public bool Shortens => Facts.Policy.Force && Facts.MayBegin;

    /// <summary>How long both work: as the successor's name says, unless the user asks for longer.</summary>
    public TimeSpan Overlap => Chosen(Facts.Policy.Overlap, Facts.Policy.OverlapIsGiven, Mark?.Overlap);

    /// <summary>How long the old token stays after its end.</summary>
    public TimeSpan Grace => Chosen(Facts.Policy.GracePeriod, Facts.Policy.GraceIsGiven, Mark?.Grace);

    public UseRequirement? Use =>
        Facts.Policy.Use ?? (Mark is { NeedsUse: true } && !Shortens
            ? new UseRequirement(UseRequirement.DefaultIdleFor, null, UnusedAction.Wait)
            : null);

    /// <summary>The new token is used, and the old one has been left alone; a person's word stands for both.</summary>
    public bool UseIsSeen =>
        Use is not { } use || Facts.Policy.Arrived || (IsUsed && !(Old?.LastUsedDate > Earliest - use.IdleFor));

    public DateTimeOffset? UseDeadline => CommittedAt + Use?.Deadline;

    public bool WaitsForUse => Use?.WhenUnused == UnusedAction.Wait || !(UseDeadline <= Earliest);

    public bool WarnsOfUse => Use?.WhenUnused == UnusedAction.Warn;

    /// <summary>
    /// When the old token ends if its end is set now: when the overlap is over by every clock, and not after the new one. A token
    /// that is itself the new one of a rotation never gets so short a life that it would count as never extended.
    /// </summary>
    public DateTimeOffset EndsAt
    {
        get
        {
            var end = Latest + (Overlap > PlatformTimes.SoonestEnd ? Overlap : PlatformTimes.SoonestEnd);
            end = Partner?.ExpirationDate is { } last && last < end ? last : end;
            var least = Old is { } old && Stamps.LineageMark.Read(old.Name) is { } own
                ? old.CreationDate + own.Lease + PlatformTimes.Slack + PlatformTimes.Slack
                : null;
            return least > end ? least.Value : end;
        }
    }

    /// <summary>The old token is made inactive as well: nothing is waited for.</summary>
    public bool EndsAtOnce => Facts.Policy.Compromised || Overlap <= TimeSpan.Zero;

    /// <summary>The old token's end is still to be set.</summary>
    public bool MustEnd => Old is { } old
        && (Facts.Policy.Compromised
            ? old.Enabled || IsLongerThan(Latest + PlatformTimes.LongLease)
            : OldWorks
            ? (!OldIsLowered || Shortens) && (EndsAtOnce || IsLongerThan(EndsAt))
            // Where a leak was ended first, and a person's word is all that is known of its successor.
            : Facts.Policy.Arrived && !old.Enabled && !OldIsLowered && IsLongerThan(EndsAt));

    /// <summary>Since when the old token does not work any more; null if it does, or nobody knows.</summary>
    public DateTimeOffset? EndedAt => Old is not { } old || OldWorks ? null
        : (old.ExpirationDate <= Latest ? old.ExpirationDate : old.ModifiedDate) is { } ended
            ? old.LastUsedDate > ended ? old.LastUsedDate : ended
        : null;

    public DateTimeOffset? RemovableAt => EndedAt + Grace;

    /// <summary>
    /// It may work still by the clock that is furthest behind, or its grace is not over; none begins where it was made inactive.
    /// </summary>
    public bool IsInGrace => (Grace > TimeSpan.Zero || Old is { Enabled: true }) && RemovableAt > Earliest;

    // What the run that made it does to prove it is no use.
    private bool IsUsed => Partner?.LastUsedDate > CommittedAt + RotationTimes.OperationTimeout;

    private IEnumerable<DtToken> Rivals =>
        _direct.Where(token => IsCommitted(token) && Works(token) && Heirs.All(heir => heir.Id != token.Id));

    private bool IsElsewhere(DtToken token) => !HasStore || !GoesHere(token);

    private bool IsLongerThan(DateTimeOffset end) =>
        Old!.ExpirationDate is not { } expires || expires > end + PlatformTimes.SoonestEnd;

    private TimeSpan Chosen(TimeSpan asked, bool isGiven, TimeSpan? noted) => noted is not { } promised || Shortens ? asked
        : !isGiven || promised > asked ? promised
        : asked;
}

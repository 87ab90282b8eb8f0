using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Planning;

/// <content>After the commit mark: the successor, its way to its place, and what the old token waits for.</content>
internal sealed partial class Situation
{
    /// <summary>
    /// Anybody may name a token: the stamp is believed only while the successor that it names belongs to the caller's owner
    /// and does not say something else. Whoever takes a revocation back dates the mark anew: then the token is known by the
    /// secret that was kept beside the entry while it was on its way.
    /// </summary>
    public bool PartnerIsConsistent =>
        Partner is { } partner
        && partner.Id != Facts.OldId
        && IsOurs(partner)
        && (PartnerStamp is not { Kind: StampKind.Pending } pending || pending.PartnerId == Facts.OldId)
        && !Facts.PartnerIsShared
        && (!IsSuperseded || WasMadeForIt(partner) || Facts.Store?.HoldsPending(partner.Id) == true);

    public bool PartnerIsPending => PartnerStamp is { Kind: StampKind.Pending };

    /// <summary>
    /// The new secret may still be on its way to its place: its token's name loses the stamp only once the old one is revoked.
    /// </summary>
    public bool IsOnItsWay => IsSuperseded || PartnerIsPending;

    /// <summary>Somebody has enabled the old token after its revocation.</summary>
    public bool IsEnabledAgain => IsRevokedWithSuccessor && Old!.Enabled;

    /// <summary>
    /// The successor is gone, long after it was settled, and the store has a later token of the line, which works.
    /// </summary>
    public bool LineGoesOn => IsRevokedWithSuccessor && CurrentWorks;

    /// <summary>The successor works, or one that has taken its place.</summary>
    public bool HeirWorks => HeirThatWorks is not null;

    /// <summary>The last token of the line that works. A stamp that leads to a stranger's is nobody's word.</summary>
    public DtToken? HeirThatWorks => Facts.Heirs.LastOrDefault(heir => Works(heir) && IsOurs(heir));

    /// <summary>
    /// The same of the one whose secret is the store's current one; of the successor itself while its secret is on its way.
    /// </summary>
    public bool HeirInUseWorks =>
        HeirIsCurrent ? !Facts.Store!.CurrentIsDead && Facts.Heirs.Where(IsCurrent).All(Works)
        : HasStore || OwnAwaitsHandOver ? Partner is { } partner && Works(partner)
        : HeirWorks;

    /// <summary>
    /// When the stamp was written. A name may be written by anybody, its modification date by the server alone: no name is later
    /// than that, whatever clock its writer had.
    /// </summary>
    public DateTimeOffset? CommittedAt =>
        Stamp?.At is { } at && Old?.ModifiedDate is { } modified
            && (modified > at || at - modified > RotationTimes.Disagreement)
            ? modified
            : Stamp?.At;

    /// <summary>So lately that the run which set the mark may still be at work, with a store of its own.</summary>
    public bool IsFresh => FreshUntil > Facts.Now || (MarkIsUndated && PartnerIsConsistent);

    public DateTimeOffset? FreshUntil => CommittedAt + RotationTimes.OperationTimeout;

    /// <summary>The store's current token works, where the line of successors cannot be walked.</summary>
    public bool CurrentWorks => Facts.Store?.CurrentWorks == true && !StoreHoldsOld;

    public bool HeirIsCurrent => Facts.Heirs.Any(heir => Facts.Store?.CurrentId == heir.Id);

    /// <summary>The store's current entry holds a working secret of somebody else's.</summary>
    public bool StoreHoldsAStranger => !HeirIsCurrent && StoreHoldsAnother && !EntriesAreDivided;

    // Two runs that wrote several entries at the same time have left each its secret in some of them: the mark says which counts.
    private bool EntriesAreDivided => Facts.Store is { Unreadable: false, Currents.Count: > 1 } store
        && StoreHasSuccessor
        && store.Currents.All(id => id == Facts.OldId || Facts.Pending.Any(token => token.Id == id && IsOurs(token)));

    /// <summary>The store's current entry holds the old token's secret.</summary>
    public bool StoreHoldsOld => Facts.Store?.CurrentId == Facts.OldId;

    public bool StoreHasSuccessor =>
        Partner is { } partner && (Facts.Store?.HoldsPending(partner.Id) == true || (Own?.Id == partner.Id && Own.Stored));

    public bool OwnAwaitsHandOver => Own is { HandedOver: false } && Own.Id == Partner?.Id;

    /// <summary>The pipeline has taken the new secret from this run: that proves nothing, and so it waits for a word.</summary>
    public bool IsHandedOver => Own is { HandedOver: true } && Own.Id == Partner?.Id;

    /// <summary>
    /// The secret has reached its consumer: somebody says so, or the mark waits for use and it is seen so late that neither the
    /// run that made the token nor whoever looked at it then can have been the user. After a leak no word is waited for.
    /// </summary>
    public bool HandOverIsConfirmed =>
        Facts.Policy.Arrived
        || (Facts.Policy.Compromised && IsHandedOver)
        || (Stamp is { NeedsUse: true } && Partner?.LastUsedDate > CommittedAt + RotationTimes.OperationTimeout);

    /// <summary>
    /// A compromised token is revoked before its successor is made; all others after, and be it in the same second: a stamp tells
    /// whole ones.
    /// </summary>
    public bool WasRevokedFirst =>
        Partner?.CreationDate is { } created && Stamp?.At < created.AddTicks(-(created.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>
    /// The new secret belongs to another place than this run's, which cannot see it; a user's word stands for that.
    /// </summary>
    public bool PartnerIsElsewhere =>
        PartnerIsPending && Own is null && !GoesHere(Partner!) && !Facts.Policy.Arrived;

    public bool PartnerGoesToThePipeline => PartnerStamp?.Place == NameStamp.Pipeline;

    public DateTimeOffset? PartnerAwaitedUntil => CommittedAt + RotationTimes.OtherPlaceIsAwaited;

    public bool PartnerMayBeAwaited => PartnerIsElsewhere && !(PartnerAwaitedUntil <= Earliest);

    /// <summary>Its name is cut, and without its mark it is known for the successor as well: by its age or its name.</summary>
    public bool PartnersNameIsCut =>
        PartnerIsPending && Partner!.Name.Length >= NameStamp.MaximumNameLength - 1
        && (!(CommittedAt - Partner.CreationDate > RotationTimes.OperationTimeout)
            || _oldName.StartsWith(_partnerName, StringComparison.Ordinal)
            || _partnerName.StartsWith(_oldName, StringComparison.Ordinal));

    /// <summary>Where the own token is read-only, the old one renames its successor while it still can.</summary>
    public bool MustRenameBeforeRevoking =>
        PartnerIsPending && (PartnersNameIsCut || (Facts.Capabilities.OwnTokenIsReadOnly && OldAuthenticates));

    public bool CannotRename => Facts.Capabilities.OwnTokenIsReadOnly && PartnerAuthenticates;

    /// <summary>The user names the token and says that he shortens what another run has promised.</summary>
    public bool Shortens => Facts.Policy.Force && Facts.MayBegin;

    /// <summary>How long both stay enabled: as the mark says, unless the user asks for longer.</summary>
    public TimeSpan Overlap => IsSuperseded && !Facts.Policy.OverlapIsGiven && !Shortens
        ? Stamp!.Span ?? TimeSpan.Zero
        : Longer(Facts.Policy.Overlap, StampKind.Superseded);

    public UseRequirement? Use =>
        Facts.Policy.Use ?? (Stamp is { NeedsUse: true } && !Shortens
            ? new UseRequirement(UseRequirement.DefaultIdleFor, null, UnusedAction.Wait)
            : null);

    /// <summary>When the old token may go; not later than the new one does.</summary>
    public DateTimeOffset? OverlapEndsAt =>
        CommittedAt + Overlap is var end && Partner?.ExpirationDate < end ? Partner!.ExpirationDate : end;

    public bool Overlaps => Overlap > TimeSpan.Zero && OverlapEndsAt > Earliest;

    /// <summary>
    /// The run that set the mark, this one or another, died or slept before it wrote the entry: the overlap begins when the
    /// entry is written, and not before, or else who reads it late is cut off.
    /// </summary>
    /// <remarks>
    /// A store that takes long would be waited for again and again: what this run has renewed stands for longer.
    /// </remarks>
    public bool MustRenewMark =>
        Old is { Enabled: true } && Overlap > TimeSpan.Zero
        && CommittedAt + (Facts.MarkIsRenewed ? RotationTimes.OperationTimeout : RotationTimes.HeldUp) < Earliest;

    /// <summary>
    /// The entry is gone since the rotation began: somebody may have moved it, and those who read it there would get no new
    /// secret any more, while a second entry passes for theirs. It is begun anew where the user says so. After a leak as well: it
    /// may have had another run's new secret when it was moved.
    /// </summary>
    public bool EntryIsMissing =>
        (IsSuperseded || (IsRevokedWithSuccessor && PartnerIsPending && WasRevokedFirst))
        && StoreHasSuccessor && Facts is { Store.IsEmpty: true, Policy: { NewEntry: false, Arrived: false } };

    /// <summary>
    /// The entry is begun anew, or taken over from a token that is gone: those who read another one still need the old token. The
    /// mark is to say that use of the new one is waited for.
    /// </summary>
    public bool EntryBeginsAnew => IsSuperseded && Old is { Enabled: true } && EntryIsNew && Stamp is { NeedsUse: false }
        && !Facts.Policy.Arrived;

    /// <summary>The new secret is still to come into the entry.</summary>
    public bool MissesItsPlace => IsOnItsWay && HasStore && !HeirIsCurrent && !EntryHasGoneSince;

    // The old token was revoked for what the entry held, and the entry has gone since: whoever has moved it has the new secret,
    // and a second entry would pass for theirs at the next rotation.
    private bool EntryHasGoneSince => IsRevokedWithSuccessor && Old is { Enabled: false } && !WasRevokedFirst
        && StoreHasSuccessor && Facts is { Store.IsEmpty: true, Policy.NewEntry: false };

    /// <summary>
    /// This run has renewed the mark: whoever finds the new secret in the entry must see the mark that came before it, or else
    /// takes the overlap for over.
    /// </summary>
    public bool RenewalIsSettling =>
        Facts is { MarkIsRenewed: true, RenewalIsKnown: false } && Facts.SettlingTime > TimeSpan.Zero
        && Overlap > TimeSpan.Zero && RenewalSettledAt > Earliest;

    /// <summary>When every node knows that; of a mark without a time it is known when this run wrote it.</summary>
    public DateTimeOffset? RenewalSettledAt => (CommittedAt ?? Facts.SeenAt) + Facts.SettlingTime;

    /// <summary>
    /// Somebody has used the old token in the last half of the overlap: he reads the entry late, or another one. Where use is
    /// waited for, that says when the old one may go.
    /// </summary>
    public bool OldIsStillUsed =>
        HasStore && Overlap > TimeSpan.Zero && Use is null && !Facts.Policy.Arrived && OldIsIdleFrom > Earliest
        // What the run that set the mark does with the old token itself is no use of it.
        && Old?.LastUsedDate > CommittedAt + RotationTimes.OperationTimeout;

    /// <summary>When the old token will not have been used for half of the overlap.</summary>
    public DateTimeOffset? OldIsIdleFrom => Old?.LastUsedDate + TimeSpan.FromTicks(Overlap.Ticks / 2);

    /// <summary>He has as long again.</summary>
    public bool OldMayBeAwaited => CommittedAt + Overlap + Overlap > Earliest;

    /// <summary>The new token is used, and the old one has been left alone; a person's word stands for both.</summary>
    public bool UseIsSeen =>
        Use is not { } use
        || Facts.Policy.Arrived
        || (Partner?.LastUsedDate > CommittedAt + RotationTimes.OperationTimeout
            && !(Old?.LastUsedDate > Earliest - use.IdleFor));

    public DateTimeOffset? UseDeadline => CommittedAt + Use?.Deadline;

    public bool WaitsForUse => Use?.WhenUnused == UnusedAction.Wait || !(UseDeadline <= Earliest);

    public bool WarnsOfUse => Use?.WhenUnused == UnusedAction.Warn;

    public bool CanActAsSuccessor => HasStore || Own?.Id == Partner?.Id;

    /// <summary>When every node knows of the revocation, and of what other runs had done before it.</summary>
    public DateTimeOffset? SettledAt => RevokedSince + Facts.SettlingTime;

    /// <summary>The mark in the new token's name tells other runs of it until then.</summary>
    public bool IsSettling => PartnerIsPending && Facts.SettlingTime > TimeSpan.Zero && !(SettledAt <= Earliest);

    /// <summary>When every node knows of the commit mark.</summary>
    public DateTimeOffset? MarkSettledAt => CommittedAt + Facts.SettlingTime;

    /// <summary>
    /// A name that is cut is written whole before the revocation, and takes the mark from the new token: not before others can
    /// see it, and not before the mark has a time: without its own, the new token is known by that alone.
    /// </summary>
    public bool MarkIsSettling =>
        PartnersNameIsCut
            && !(Facts.Capabilities.OwnTokenIsReadOnly && OldAuthenticates)
            && (MarkIsUndated || (Facts.SettlingTime > TimeSpan.Zero && MarkSettledAt > Earliest));

    /// <summary>Since when the old token is revoked; null if it is enabled or nobody noted the time.</summary>
    public DateTimeOffset? RevokedSince => Old is null ? null : TokenRevocation.Since(Old);

    /// <summary>How long the old token stays revoked: as its stamp says, unless the user asks for longer.</summary>
    public TimeSpan Grace =>
        NotedSpan(StampKind.Revoked) is { } noted && !Facts.Policy.GraceIsGiven && !Shortens
            ? noted
            : Longer(Facts.Policy.GracePeriod, StampKind.Revoked);

    /// <summary>
    /// When the old token may be deleted: another run may have revoked it at the same moment and have promised a longer grace
    /// period, which every node must know by then.
    /// </summary>
    public DateTimeOffset? RemovableAt => RevokedSince + StaysRevoked;

    public bool IsInGrace => StaysRevoked > TimeSpan.Zero && RemovableAt > Earliest;

    private TimeSpan StaysRevoked => Grace > Facts.SettlingTime ? Grace : Facts.SettlingTime;

    // Made within the fence before the mark, or its own stamp says so; where that had to go early, its name does.
    private bool WasMadeForIt(DtToken partner) =>
        !(partner.CreationDate > CommittedAt + RotationTimes.Tolerance)
        && (PartnerIsPending
            || (!MarkIsUndated && !(CommittedAt - partner.CreationDate > RotationTimes.OperationTimeout))
            || TakesTheNameOn(partner));

    private bool TakesTheNameOn(DtToken partner) =>
        !(partner.CreationDate <= Old!.CreationDate)
        && (partner.Id == Partner?.Id ? _partnerName : NameStamp.Read(partner.Name).BaseName) is var name
        && NameStamp.Uncut(_oldName, name) == name;

    // A mark promises an overlap, a revocation a grace period.
    private TimeSpan Longer(TimeSpan asked, StampKind kind) =>
        NotedSpan(kind) is { } noted && noted > asked && !Shortens ? noted : asked;

    private TimeSpan? NotedSpan(StampKind kind) => Stamp?.Kind == kind ? Stamp.Span : null;
}

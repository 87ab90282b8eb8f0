using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Planning;

/// <content>What came too late, or got lost, and what stands instead.</content>
internal sealed partial class Situation
{
    /// <summary>
    /// The commit mark got lost, and no other run can take the successor for dead yet, or the user vouches for it, or names the
    /// old token, whose place it has taken; or that one is revoked anyway: the mark costs nobody anything then.
    /// </summary>
    public bool MayMarkAgain =>
        Facts.Policy.Arrived
        || !IsLate(CurrentPending?.CreationDate)
        || ((Facts.MayBegin || Old is { Enabled: false }) && CurrentPendingWorks);

    /// <summary>
    /// The mark that this run has written names a token that another run has removed, or that somebody has disabled; or one that
    /// was left behind before a late mark named it, and whose secret is gone.
    /// </summary>
    public bool MarkCannotStand =>
        !Facts.MendTried
        && ((Own is { CommitTried: true } && !IsHeld && Stamp?.PartnerId == Own.Id && !(Partner is { } partner && Works(partner)))
            || (IsSuperseded && StoreHoldsOld && Old is { Enabled: true }
                && LeftBehindPartner is { } left && !SecretIsKept(left.Id)));

    /// <summary>
    /// The token of another run whose mark this run may have written over: it may have been handed over, and no store tells.
    /// </summary>
    public DtToken? Overwritten => HasStore
        ? null
        : Overwritables.FirstOrDefault(token => !IsTimedOut(token)) ?? Overwritables.LastOrDefault();

    /// <summary>The token of this line whose secret the store holds as the current one.</summary>
    public DtToken? CurrentOfLine => StoreHoldsOld ? Old
        : Facts.Heirs.Concat(Facts.LeftBehind.Where(IsOurs)).FirstOrDefault(token => Facts.Store?.CurrentId == token.Id)
            ?? (Own is { } own && Facts.Store?.Current?.Id == own.Id ? Facts.Store.Current : null);

    /// <summary>
    /// A run that came too late, or a restored backup, has put the secret of a token into the store that another one has
    /// replaced, and the store still has that one's.
    /// </summary>
    public bool EntryCannotStand =>
        !Facts.MendTried && CurrentOfLine is { } current && !Works(current) && !(StoreHoldsOld && PartnerIsPending)
        && HeirThatWorks is { } newest && (Facts.Store!.HoldsPending(newest.Id) || Own?.Id == current.Id);

    /// <summary>
    /// The store holds a token that another run made for the same old one: neither saw the other, and the mark names the loser.
    /// </summary>
    public bool RivalIsCurrent => Rival is not null;

    /// <summary>It still bears its pending name, or has lost it: whoever wrote the mark slept meanwhile.</summary>
    public DtToken? Rival =>
        CurrentPending is { } pending && pending.Id != Stamp?.PartnerId && Works(pending)
            && GoesHere(pending) ? pending
        : MarkMayGiveWay && Facts.Store is { Current: { } current, CurrentIsClaimed: false } && HasTakenTheNameOn(current)
            ? current
        : null;

    // A revocation that names a token of another place is that place's: two that mark in turn would never come to rest.
    private bool MarkMayGiveWay => IsSuperseded || (PartnerIsPending && !PartnerIsElsewhere);

    private IEnumerable<DtToken> Overwritables => Facts.Pending.Where(token =>
        token.Id != Stamp?.PartnerId && IsOurs(token) && Works(token) && NameStamp.Read(token.Name).Stamp?.Place == Facts.Place);

    private DtToken? LeftBehindPartner =>
        Facts.LeftBehind.FirstOrDefault(token => !token.Enabled && token.Id == Stamp?.PartnerId);

    private bool HasTakenTheNameOn(DtToken token) =>
        token.Id != Stamp?.PartnerId && IsOurs(token) && Works(token)
        && Old is { CreationDate: not null } && token.CreationDate > Old.CreationDate
        && NameStamp.Read(token.Name).Stamp is null && TakesTheNameOn(token);
}

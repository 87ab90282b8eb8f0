using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Planning;

/// <content>What dead runs have left behind, and what of it a run may touch.</content>
internal sealed partial class Situation
{
    /// <summary>A pending successor of a dead run that this run may disable: it would see if its secret were in use.</summary>
    public DtToken? Orphan => Strays.FirstOrDefault(token => IsTimedOut(token) && IsKnownToBeUnused(token));

    /// <summary>One that somebody has used since its run died, or whose secret goes to another place than this run's.</summary>
    public DtToken? Unclear => Strays.FirstOrDefault(token => IsTimedOut(token) && !IsKnownToBeUnused(token));

    public bool UnclearAuthenticates => Unclear is { } token && Authenticates(token);

    public bool UnclearIsUsed => Unclear is { } token && WasUsedByOthers(token);

    /// <summary>Its secret may have been in the entry that is gone.</summary>
    public bool UnclearMayHaveMoved => Unclear is not null && EntryIsAbsent;

    /// <summary>Its secret may have been in the entry, which holds that of a token of no rotation of this one.</summary>
    public bool UnclearMayBeReplaced => Unclear is { } token && GoesHere(token) && StoreHoldsAnother;

    /// <summary>Until then the run with that place may come; null where there is nothing to wait for.</summary>
    public DateTimeOffset? UnclearUntil => UnclearIsUsed ? null : Unclear?.CreationDate + RotationTimes.OtherPlaceIsAwaited;

    public bool UnclearMayClear => UnclearUntil > Earliest;

    /// <summary>
    /// A new token that was taken for left behind, and that the old one's stamp names or whose secret the store holds. An undo
    /// that has not ended has let it go. Where its secret is gone, or an entry gets that of a token that works, it is of no use
    /// to anybody.
    /// </summary>
    public DtToken? Misjudged => Facts.LeftBehind.FirstOrDefault(token =>
        !token.Enabled && IsOurs(token) && (IsCurrent(token) || (IsNamedByOld(token) && !IsHeld)) && SecretIsKept(token.Id)
        && !(EntryCannotStand && token.Id == CurrentOfLine!.Id));

    // Noted as revoked and enabled: it waits for somebody's word.
    private bool IsHeld => IsRevokedWithSuccessor && Old is { Enabled: true };

    /// <summary>A new token that was left behind and has been disabled for long enough.</summary>
    public DtToken? Removable =>
        Facts.LeftBehind.FirstOrDefault(token => IsOurs(token) && !IsNeeded(token.Id) && RemovableFrom(token) <= Earliest);

    /// <summary>What was left behind is disabled, and is deleted in the end.</summary>
    public bool LeftBehindWaits => Facts.LeftBehind.Any(token => !token.Enabled);

    /// <summary>Somebody has enabled it since: no run touches it any more.</summary>
    public DtToken? BroughtBack => Facts.LeftBehind.FirstOrDefault(token => token.Enabled);

    public DateTimeOffset? LeftBehindUntil => Facts.LeftBehind.Select(RemovableFrom).Min();

    /// <summary>
    /// A pending successor of this caller that has not become the successor, and whose run may still be at work.
    /// </summary>
    public DtToken? Stray => Strays.FirstOrDefault();

    public DateTimeOffset? StrayTimesOutAt => Stray is { } stray ? TimesOutAt(stray) : null;

    /// <summary>
    /// Nobody can be using it though the old token, and with it a mark, is gone: it was not even used to verify it, or its
    /// secret went to this store, where it is not the current one.
    /// </summary>
    public bool OrphanIsUnused =>
        Orphan is { } orphan && (orphan.LastUsedDate is null || StillWaits(orphan) || Facts.Store is { Unreadable: false });

    private static DateTimeOffset? RemovableFrom(DtToken token) =>
        TokenRevocation.Since(token) + (NameStamp.Read(token.Name).Stamp?.Span ?? RotationTimes.LeftBehindGrace);

    private bool IsKnownToBeUnused(DtToken token) => IsOfThisPlace(token) && !WasUsedByOthers(token);

    // A secret that this run's store may have held as the current one is not known to be unused: what waits beside the entry has
    // been in it, too, until the old token is deleted. Where somebody has gone back from the old token, the entry has another one
    // by right.
    private bool IsOfThisPlace(DtToken token) =>
        GoesHere(token)
        && !EntryIsAbsent
        && (!StoreHoldsAnother || HeirIsCurrent || Facts.Store!.CurrentHasReturned || (Old is null && HasReplaced(token)));

    // The rotation is over: the entry holds a token that bears the same name.
    private bool HasReplaced(DtToken left) =>
        Facts.Store?.Current is { } current && IsOurs(current)
        && NameStamp.Read(current.Name).BaseName is var name && NameStamp.Read(left.Name).BaseName is var leftName
        && (NameStamp.Uncut(leftName, name) == name || NameStamp.Uncut(name, leftName) == leftName);

    // Whoever has moved the entry may have moved the secret of any token that this store was given.
    private bool EntryIsAbsent => !IsNew && Facts is { Store: { IsEmpty: true, IsUnread: false }, Policy.NewEntry: false };

    // Its own run is dead by then, or was only slow: whoever used it later has the secret, unless it waits where nobody looks.
    private bool WasUsedByOthers(DtToken token) =>
        Authenticates(token) || (token.LastUsedDate > TimesOutAt(token) && !StillWaits(token));

    private bool Authenticates(DtToken token) => token.Id == Facts.Caller.Id;

    // In the pipeline nobody can tell.
    private bool SecretIsKept(string id) => Facts.Store is not { } store || store.IsCurrent(id) || store.HoldsPending(id);

    private bool StillWaits(DtToken token) => Facts.Store?.HoldsPending(token.Id) == true;

    private IEnumerable<DtToken> Strays =>
        Facts.Pending.Where(token => !IsNamedByOld(token) && IsOurs(token) && !IsCurrent(token));
}

using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Platform.Planning;

/// <content>What dead runs, late ones and an undo have left, and what of it a run may touch.</content>
internal sealed partial class PlatformSituation
{
    /// <summary>A new token whose whole lease is over and that nobody has extended: it works nowhere.</summary>
    public DtToken? Orphan => Leased.FirstOrDefault(IsOver);

    /// <summary>One that was used after its lease: somebody has shortened its life since.</summary>
    public DtToken? Unclear => Leased.FirstOrDefault(token => IsUsedBeyondLease(token) && !IsCurrent(token));

    /// <summary>
    /// Another token for this place that was committed, too, and whose secret has gone nowhere but beside the entry.
    /// </summary>
    public DtToken? Spare =>
        HasStore && HeirIsCurrent
            ? Rivals.FirstOrDefault(token => !IsElsewhere(token) && token.Id != Own?.Id && FenceEndsAt(token) <= Earliest
                && !HasSuccessors(token) && !IsUsedBeyondLease(token))
            : null;

    /// <summary>New tokens that were committed and are inactive: an undo, or a run that collected, has let them go.</summary>
    public IReadOnlyList<DtToken> LeftBehind =>
        _direct.Where(token => !token.Enabled && IsCommitted(token) && token.Id != Partner?.Id
            && Heirs.All(heir => heir.Id != token.Id) && !IsCurrent(token) && !HasSuccessors(token)).ToList();

    /// <summary>One of them that has been inactive for long enough.</summary>
    public DtToken? Removable => LeftBehind.FirstOrDefault(token => RemovableFrom(token) <= Earliest);

    public DateTimeOffset? LeftBehindUntil => LeftBehind.Select(RemovableFrom).Min();

    /// <summary>
    /// A token that was just made inactive is needed: its secret was promoted, it was used or replaced, or its run has extended
    /// it after all.
    /// </summary>
    public bool IsNeeded(DtToken token, bool wasLeased) =>
        IsCurrent(token) || HasSuccessors(token) || IsUsedBeyondLease(token) || (wasLeased && IsCommitted(token));

    private bool IsOver(DtToken token) =>
        LeaseEndsAt(token) <= Earliest && !IsCurrent(token) && !HasSuccessors(token) && !IsUsedBeyondLease(token);

    private bool HasSuccessors(DtToken token) => SuccessorsOf(token.Id).Any();

    private bool IsUsedBeyondLease(DtToken token) =>
        token.LastUsedDate > token.CreationDate + (MarkOf(token)?.Lease ?? PlatformTimes.Lease) + RotationTimes.OperationTimeout;

    private DateTimeOffset? RemovableFrom(DtToken token)
    {
        var grace = MarkOf(token)?.Grace is { } noted && noted > RotationTimes.LeftBehindGrace
            ? noted
            : RotationTimes.LeftBehindGrace;
        var since = token.LastUsedDate > token.ModifiedDate ? token.LastUsedDate : token.ModifiedDate;
        return since + grace;
    }
}

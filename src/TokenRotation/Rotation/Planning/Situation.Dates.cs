namespace TokenRotation.Rotation.Planning;

/// <content>The times that stamps say, where they cannot stand.</content>
internal sealed partial class Situation
{
    /// <summary>
    /// Whoever wrote the mark could not tell the time. Nothing that it promises is over before a run that knows the time says
    /// when it begins.
    /// </summary>
    public bool MarkIsUndated => IsSuperseded && Stamp!.At is null;

    /// <summary>
    /// What the stamp promises is to begin now: it says no time, or one of long before it was written, or before the secret that
    /// it is about was in its place.
    /// </summary>
    public bool DateCannotStand => MarkCanBeDated || MarkIsBackdated || StampIsBackdated;

    /// <summary>The overlap has no beginning yet.</summary>
    public bool AwaitsDate => MarkIsUndated && Overlap > TimeSpan.Zero;

    // Any token would fit a mark that is dated now: it must fit the one without a time, which asks for more.
    private bool MarkCanBeDated => MarkIsUndated && MayDate && PartnerIsConsistent;

    /// <summary>
    /// The overlap is for those who read the entry, which this run has given the new secret only after it had slept.
    /// </summary>
    private bool MarkIsBackdated =>
        !Facts.MendTried && IsSuperseded && HeirIsCurrent && Old is { Enabled: true } && Overlap > TimeSpan.Zero
        && Facts.PromotedAt - CommittedAt > RotationTimes.HeldUp;

    /// <summary>
    /// The old token is revoked, and nobody knows since when: whoever revoked it could not tell the time, or somebody has
    /// disabled it after it had been enabled again. From now on it is known.
    /// </summary>
    public bool RevocationIsUndated => MayDate && IsRevokedWithSuccessor && Old is { Enabled: false } && Stamp!.At is null;

    /// <summary>This run has slept between the last answer that told it the time and the stamp that it wrote.</summary>
    private bool StampIsBackdated =>
        Facts.Written is { } written && written.Stamp == Stamp
        && written.At - (IsSuperseded && Overlap > TimeSpan.Zero ? CommittedAt : RevokedSince) > RotationTimes.HeldUp;

    private bool MayDate => Facts is { TimeIsKnown: true, DatingTried: false };
}

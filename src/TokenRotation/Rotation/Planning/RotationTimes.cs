namespace TokenRotation.Rotation.Planning;

/// <summary>
/// The fence between runners, by the server's clock. Nobody sends a commit mark after half of the operation timeout, counted from
/// the new token's creation, and nobody collects before all of it: a commit and a collection never meet. Nor does anybody go on
/// for longer than that half with what he has read: what protects a new token may be gone by then.
/// </summary>
internal static class RotationTimes
{
    /// <summary>How long an operation may be at work before another run takes it for dead.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Until when a commit mark may be sent, and what has been read be acted on.</summary>
    public static readonly TimeSpan CommitWindow = TimeSpan.FromTicks(OperationTimeout.Ticks / 2);

    /// <summary>The server tells whole seconds in its Date header: times this close count as equal.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Who gets the answer to an act so long after what he acts on was read has slept, or is not to be relied on.
    /// </summary>
    public static readonly TimeSpan HeldUp = TimeSpan.FromMinutes(1);

    /// <summary>How long a new token that was left behind stays disabled before it is deleted.</summary>
    public static readonly TimeSpan LeftBehindGrace = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a run with another store leaves a rotation to the one that has its store, before it asks for help.
    /// </summary>
    public static readonly TimeSpan OtherPlaceIsAwaited = TimeSpan.FromDays(1);

    /// <summary>So far apart two clocks may be without one of them being called wrong.</summary>
    public static readonly TimeSpan Disagreement = TimeSpan.FromMinutes(2);
}

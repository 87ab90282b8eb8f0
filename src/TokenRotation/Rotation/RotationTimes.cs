namespace TokenRotation.Rotation;

/// <summary>
/// The fence between runners, counted from the new token's creation by the server's clock. Nobody sends a commit mark after
/// half of the operation timeout, nobody collects before all of it: a commit and a collection never meet.
/// </summary>
internal static class RotationTimes
{
    /// <summary>How long an operation may be at work before another run takes it for dead.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Until when a commit mark may be sent.</summary>
    public static readonly TimeSpan CommitWindow = TimeSpan.FromTicks(OperationTimeout.Ticks / 2);

    /// <summary>The server tells whole seconds in its Date header: times this close count as equal.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);
}

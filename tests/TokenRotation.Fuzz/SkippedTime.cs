namespace TokenRotation.Fuzz;

/// <summary>A clock on which every wait is over at once, so that a server that wants to be left alone costs nothing.</summary>
internal sealed class SkippedTime : TimeProvider
{
    private long _skipped;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _skipped));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref _skipped) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Timeouts of attempts are never due: these answers come at once.
        var isWait = dueTime < TimeSpan.FromSeconds(60) && dueTime > TimeSpan.Zero;
        if (isWait)
        {
            Interlocked.Add(ref _skipped, dueTime.Ticks);
        }

        return base.CreateTimer(callback, state, isWait ? TimeSpan.Zero : dueTime, period);
    }
}

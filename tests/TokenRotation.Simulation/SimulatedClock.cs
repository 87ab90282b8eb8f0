namespace TokenRotation.Simulation;

/// <summary>The time of a simulated world, the server's. It stands still except where the world moves it on.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private readonly List<Timer> _timers = [];

    private long _lastSequence;

    public DateTimeOffset Now { get; private set; } = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Start(callback, state, dueTime, period, static () => true);

    /// <summary>A clock that is wrong by <paramref name="skew"/>, and whose timers end with their owner.</summary>
    public TimeProvider SeenBy(TimeSpan skew, Func<bool> isAlive) => new Skewed(this, skew, isAlive);

    /// <summary>Moves on; what falls due on the way happens at its time and in its order.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        if (_timers.Count == 0)
        {
            Now = end;
            return;
        }

        while (_timers.Where(timer => timer.Due <= end).MinBy(timer => (timer.Due, timer.Sequence)) is { } next)
        {
            Now = next.Due > Now ? next.Due : Now;
            _timers.Remove(next);
            next.Fire();
        }

        Now = end;
    }

    /// <summary>When the next timer of a living owner falls due.</summary>
    public DateTimeOffset? NextDue()
    {
        _timers.RemoveAll(timer => !timer.IsAlive());
        return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due);
    }

    private Timer Start(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, Func<bool> isAlive)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            throw new NotSupportedException("Nothing in a rotation needs a periodic timer.");
        }

        var timer = new Timer(this, callback, state, isAlive);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Skewed(SimulatedClock clock, TimeSpan skew, Func<bool> isAlive) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => clock.Now + skew;

        public override long GetTimestamp() => clock.Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.Start(callback, state, dueTime, period, isAlive);
    }

    private sealed class Timer(SimulatedClock clock, TimerCallback callback, object? state, Func<bool> isAlive) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public long Sequence { get; } = ++clock._lastSequence;

        public bool IsAlive() => isAlive();

        public void Fire()
        {
            if (isAlive())
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = clock.Now + dueTime;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

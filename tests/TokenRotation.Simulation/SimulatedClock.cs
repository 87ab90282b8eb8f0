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
        Start(callback, state, dueTime, period, NeverAsleep);

    private static Sleep NeverAsleep { get; } = new();

    /// <summary>
    /// A clock that is wrong by <paramref name="skew"/>, that stands still while its owner sleeps, and whose timers end with him.
    /// </summary>
    public TimeProvider SeenBy(TimeSpan skew, Sleep sleep) => new Skewed(this, skew, sleep);

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

    private Timer Start(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, Sleep sleep)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            throw new NotSupportedException("Nothing in a rotation needs a periodic timer.");
        }

        var timer = new Timer(this, callback, state, sleep);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Skewed(SimulatedClock clock, TimeSpan skew, Sleep sleep) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => clock.Now + skew - sleep.OnTheWall;

        public override long GetTimestamp() => (clock.Now - sleep.Slept).Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.Start(callback, state, dueTime, period, sleep);
    }

    private sealed class Timer(SimulatedClock clock, TimerCallback callback, object? state, Sleep sleep) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public long Sequence { get; } = ++clock._lastSequence;

        public bool IsAlive() => !sleep.IsForEver;

        public void Fire()
        {
            if (sleep.Until > clock.Now)
            {
                // What was left of it is left still when its owner wakes.
                Due = sleep.Until + (Due > sleep.Since ? Due - sleep.Since : TimeSpan.Zero);
                clock._timers.Add(this);
            }
            else if (IsAlive())
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

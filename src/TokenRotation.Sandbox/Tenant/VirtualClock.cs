namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// The tenant's clock, which a test or a rehearsal may move: a week of waiting takes one call. It stands still, or runs with
/// the real time at an offset. It only tells the time: timers made from it run in real time.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly TimeProvider? _running;
    private readonly Lock _gate = new();
    private DateTimeOffset _instant;
    private TimeSpan _offset;

    /// <summary>A clock that stands still at <paramref name="start"/> until it is moved.</summary>
    public VirtualClock(DateTimeOffset start) => _instant = start.ToUniversalTime();

    private VirtualClock(TimeProvider running) => _running = running;

    /// <summary>A clock that runs with <paramref name="running"/> (the system's by default), at an offset that moves can change.</summary>
    public static VirtualClock Running(TimeProvider? running = null) => new(running ?? System);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _running is null ? _instant : _running.GetUtcNow() + _offset;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock on and answers the new time.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public DateTimeOffset Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            _instant += _running is null ? by : TimeSpan.Zero;
            _offset += by;
        }

        return GetUtcNow();
    }

    /// <summary>Sets the clock, backwards too; a running one runs on from there.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_gate)
        {
            _instant = now.ToUniversalTime();
            _offset = _running is null ? TimeSpan.Zero : now - _running.GetUtcNow();
        }
    }
}

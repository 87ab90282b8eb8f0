using TokenRotation.Http;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// The server's time. One answer in between may have a wrong date: the least and the greatest that all of them come to stand
/// beside it. Safe for concurrent use.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly ServerTime _time = new(time);

    private Reading? _earliest;
    private Reading? _latest;
    private Reading? _latestByWall;
    private int _answers;

    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                return _time.IsTold ? _time.Now : time.GetUtcNow();
            }
        }
    }

    /// <summary>What is known of the server's time at this moment.</summary>
    public ServerTimes Times
    {
        get
        {
            lock (_gate)
            {
                return _earliest is null || _latest is null || _latestByWall is null
                    ? new ServerTimes(time.GetUtcNow(), time.GetUtcNow(), IsKnown: false)
                    : new ServerTimes(Since(_earliest), Later(Since(_latest), ByWall(_latestByWall)), IsKnown: true)
                    {
                        IsOfOneAnswer = _answers == 1,
                    };
            }
        }
    }

    /// <summary>Forgets the bounds: who begins something believes only the answers that he gets himself.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            (_earliest, _latest, _latestByWall, _answers) = (null, null, null, 0);
        }
    }

    public void Observe(DateTimeOffset? date)
    {
        // A date that no server can mean, and that nothing can be added to, is passed over.
        if (date is not { Year: > 1970 and < 9000 } seen)
        {
            return;
        }

        var reading = new Reading(seen.ToUniversalTime(), time.GetTimestamp(), time.GetUtcNow());
        lock (_gate)
        {
            _earliest = _earliest is { } earliest && Since(earliest) <= reading.Date ? earliest : reading;
            _latest = _latest is { } latest && Since(latest) >= reading.Date ? latest : reading;
            _latestByWall = _latestByWall is { } wall && ByWall(wall) >= reading.Date ? wall : reading;
            _answers++;
            _time.Observe(reading.Date);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private DateTimeOffset Since(Reading reading) => reading.Date + time.GetElapsedTime(reading.Timestamp);

    // The monotonic clock may stand still while the machine sleeps, and anybody may set the clock on the wall.
    private DateTimeOffset ByWall(Reading reading)
    {
        var elapsed = time.GetUtcNow() - reading.Wall;
        return elapsed > TimeSpan.Zero ? reading.Date + elapsed : reading.Date;
    }

    private sealed record Reading(DateTimeOffset Date, long Timestamp, DateTimeOffset Wall);
}

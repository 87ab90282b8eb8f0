namespace TokenRotation.Http;

/// <summary>
/// The server's time, closer than the whole seconds of its <c>Date</c> header: the header never runs ahead of the server's
/// clock, so the one that puts the clock furthest counts. Local time passes by a counter that no change of the clock moves.
/// Not safe for concurrent use.
/// </summary>
public sealed class ServerTime(TimeProvider time)
{
    // A header tells whole seconds, and answers overtake one another: one that is behind by less is no clock that was set back.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly long _started = time.GetTimestamp();
    private readonly DateTimeOffset _localStart = time.GetUtcNow();
    private DateTimeOffset? _serverStart;

    /// <summary>Since this object was made.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>A header was seen.</summary>
    public bool IsTold => _serverStart is not null;

    /// <summary>The server's time or a little before it; the local time until a header was seen.</summary>
    public DateTimeOffset Now => (_serverStart ?? _localStart) + Elapsed;

    /// <summary>Takes an answer's <c>Date</c> into account.</summary>
    public void Observe(DateTimeOffset? date)
    {
        if (date is not { } seen)
        {
            return;
        }

        var start = seen - Elapsed;
        var isSetBack = start <= _serverStart - Tolerance;
        if (_serverStart is null || start > _serverStart || isSetBack)
        {
            _serverStart = start;
        }
    }
}

namespace TokenRotation.Api.Connecting;

/// <summary>
/// The server's time: a <c>Date</c> header plus the time gone by since. A header tells whole seconds, and answers overtake one
/// another: one that is behind by no more than that does not turn the clock back. Safe for concurrent use.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(2);

    private Reading? _last;

    public DateTimeOffset Now => Volatile.Read(ref _last) is { } last
        ? last.Date + time.GetElapsedTime(last.Timestamp)
        : time.GetUtcNow();

    public void Observe(DateTimeOffset? date)
    {
        // A date that no server can mean, and that nothing can be added to, is passed over.
        if (date is not { Year: > 1970 and < 9000 } seen)
        {
            return;
        }

        var behind = Volatile.Read(ref _last) is null ? Resolution : Now - seen;
        if (behind < TimeSpan.Zero || behind >= Resolution)
        {
            Volatile.Write(ref _last, new Reading(seen.ToUniversalTime(), time.GetTimestamp()));
        }
    }

    private sealed record Reading(DateTimeOffset Date, long Timestamp);
}

namespace TokenRotation.Api;

/// <summary>The server's time: its last <c>Date</c> header plus the time gone by since. Safe for concurrent use.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private Reading? _last;

    public DateTimeOffset Now => Volatile.Read(ref _last) is { } last
        ? last.Date + time.GetElapsedTime(last.Timestamp)
        : time.GetUtcNow();

    public void Observe(DateTimeOffset? date)
    {
        if (date is { } seen)
        {
            Volatile.Write(ref _last, new Reading(seen.ToUniversalTime(), time.GetTimestamp()));
        }
    }

    private sealed record Reading(DateTimeOffset Date, long Timestamp);
}

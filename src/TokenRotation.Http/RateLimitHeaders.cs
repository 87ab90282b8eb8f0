using System.Globalization;

namespace TokenRotation.Http;

/// <summary>
/// What an answer says about its server's rate limit. Dynatrace documents <c>X-RateLimit-Limit</c>, <c>-Remaining</c> and
/// <c>-Reset</c> (microseconds); seconds and milliseconds have been seen too, and <c>Retry-After</c> in seconds.
/// Source: Dynatrace documentation, "Dynatrace API - Access limit".
/// </summary>
public static class RateLimitHeaders
{
    private const long FirstMicroseconds = 1_000_000_000_000_000;
    private const long FirstMilliseconds = 1_000_000_000_000;
    private const long FirstTimestamp = 1_000_000_000;

    /// <summary>How long the server wants to be left alone; null when it did not say, or not legibly.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time to count from if the answer carries no <c>Date</c>.</param>
    public static TimeSpan? WaitAskedFor(HttpResponseMessage response, DateTimeOffset now) =>
        RetryAfter(response, now) ?? UntilReset(response, now);

    internal static bool IsExhausted(HttpResponseMessage response) => Number(response, "X-RateLimit-Remaining") == 0;

    internal static TimeSpan? UntilReset(HttpResponseMessage response, DateTimeOffset now)
    {
        if (Number(response, "X-RateLimit-Reset") is not { } reset || reset < 0)
        {
            return null;
        }

        if (reset < FirstTimestamp)
        {
            return TimeSpan.FromSeconds(reset);
        }

        var milliseconds = reset >= FirstMicroseconds ? reset / 1000 : reset >= FirstMilliseconds ? reset : reset * 1000;
        return NotNegative(DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, LastMillisecond)) - Now(response, now));
    }

    private static long LastMillisecond => DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        if (header?.Delta is { } seconds)
        {
            return seconds;
        }

        return header?.Date is { } date ? NotNegative(date - Now(response, now)) : null;
    }

    // The server names its moments by its own clock.
    private static DateTimeOffset Now(HttpResponseMessage response, DateTimeOffset now) => response.Headers.Date ?? now;

    private static TimeSpan NotNegative(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

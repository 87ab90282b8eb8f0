using System.Globalization;

namespace TokenRotation.Http;

/// <summary>
/// What an answer says about its server's rate limit. Dynatrace documents <c>X-RateLimit-Limit</c>, <c>-Remaining</c> and
/// <c>-Reset</c> (microseconds); seconds and milliseconds have been seen too, and <c>Retry-After</c> in seconds.
/// Source: Dynatrace documentation, "Dynatrace API - Access limit".
/// </summary>
public static class RateLimitHeaders
{
    /// <summary>The header that says how many requests the window still takes.</summary>
    internal const string Remaining = "X-RateLimit-Remaining";

    private const long FirstMicroseconds = 1_000_000_000_000_000;
    private const long FirstMilliseconds = 1_000_000_000_000;
    private const long FirstTimestamp = 1_000_000_000;
    private const long TicksPerMicrosecond = 10;

    /// <summary>How long the server wants to be left alone; null when it did not say, or not legibly.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="now">The time to count from if the answer carries no <c>Date</c>.</param>
    public static TimeSpan? WaitAskedFor(HttpResponseMessage response, DateTimeOffset now) =>
        WaitAskedForAt(response, DateOf(response) ?? now);

    /// <inheritdoc cref="WaitAskedFor"/>
    /// <param name="response">The answer.</param>
    /// <param name="serverNow">The time by the server's clock: it names its moments by that.</param>
    internal static TimeSpan? WaitAskedForAt(HttpResponseMessage response, DateTimeOffset serverNow) =>
        RetryAfter(response, serverNow) ?? NotNegative(ResetOf(response, serverNow) - serverNow);

    /// <summary>What the answer tells of its server's window; null when it does not say enough, or not legibly.</summary>
    internal static RateLimit? Read(HttpResponseMessage response, DateTimeOffset serverNow) =>
        Number(response, Remaining) is { } remaining and >= 0 && ResetOf(response, serverNow) is { } reset
            ? new RateLimit(Number(response, "X-RateLimit-Limit") is { } limit and > 0 ? limit : null, remaining, reset)
            : null;

    /// <summary>The answer's <c>Date</c>; null for one that no server can mean, and that nothing can be added to.</summary>
    internal static DateTimeOffset? DateOf(HttpResponseMessage response) =>
        response.Headers.Date is { Year: > 1970 and < 9000 } date ? date : null;

    private static DateTimeOffset? ResetOf(HttpResponseMessage response, DateTimeOffset serverNow)
    {
        if (Number(response, "X-RateLimit-Reset") is not { } reset || reset < 0)
        {
            return null;
        }

        if (reset < FirstTimestamp)
        {
            return serverNow + TimeSpan.FromSeconds(reset);
        }

        var microseconds = reset >= FirstMicroseconds ? reset : reset >= FirstMilliseconds ? reset * 1000 : reset * 1_000_000;
        return DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks(Math.Min(microseconds, LastMicrosecond) * TicksPerMicrosecond);
    }

    private static long LastMicrosecond => DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1000;

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset serverNow)
    {
        var header = response.Headers.RetryAfter;
        return header?.Delta ?? NotNegative(header?.Date - serverNow);
    }

    private static TimeSpan? NotNegative(TimeSpan? wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}

using System.Globalization;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>Counts requests and makes the headers that tell a client how many are left.</summary>
internal sealed class RateLimiter(RateLimitOptions options, SandboxTenant tenant)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _reset = DateTimeOffset.MinValue;
    private int _used;

    public (bool Allowed, IReadOnlyDictionary<string, string> Headers) Take()
    {
        lock (_gate)
        {
            var now = tenant.Now;
            if (now >= _reset)
            {
                _reset = now + options.Window;
                _used = 0;
            }

            var allowed = _used < options.Limit;
            _used += allowed ? 1 : 0;
            return (allowed, Headers(allowed, now));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private Dictionary<string, string> Headers(bool allowed, DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>
        {
            ["X-RateLimit-Limit"] = Text(options.Limit),
            ["X-RateLimit-Remaining"] = Text(options.Limit - _used),
            ["X-RateLimit-Reset"] = Text(ResetIn(options.ResetUnit)),
        };
        if (!allowed && options.RetryAfter != RetryAfter.None)
        {
            headers["Retry-After"] = options.RetryAfter == RetryAfter.Date
                ? _reset.AddSeconds(1).ToString("R", CultureInfo.InvariantCulture)
                : Text((long)Math.Ceiling((_reset - now).TotalSeconds));
        }

        return headers;
    }

    private long ResetIn(ResetUnit unit) => unit switch
    {
        ResetUnit.Seconds => _reset.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds(),
        ResetUnit.Milliseconds => _reset.ToUnixTimeMilliseconds(),
        _ => (_reset - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
    };
}

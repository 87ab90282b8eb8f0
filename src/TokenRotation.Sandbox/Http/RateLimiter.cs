using System.Globalization;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>Counts requests and makes the headers that tell a client how many are left.</summary>
internal sealed class RateLimiter(RateLimitOptions options, SandboxTenant tenant)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _reset = DateTimeOffset.MinValue;
    private int _used;

    /// <summary>How many requests, and how it is said.</summary>
    public RateLimitOptions Options { get; set; } = options;

    public (bool Allowed, IReadOnlyDictionary<string, string> Headers) Take()
    {
        lock (_gate)
        {
            var now = tenant.Now;
            if (now >= _reset)
            {
                _reset = now + Options.Window;
                _used = 0;
            }

            var allowed = _used < Options.Limit;
            _used += allowed ? 1 : 0;
            return (allowed, Headers(allowed, now));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private Dictionary<string, string> Headers(bool allowed, DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>
        {
            ["X-RateLimit-Limit"] = Text(Options.Limit),
            ["X-RateLimit-Remaining"] = Text(Options.Limit - _used),
            ["X-RateLimit-Reset"] = Text(ResetIn(Options.ResetUnit)),
        };
        if (!allowed && Options.RetryAfter != RetryAfter.None)
        {
            headers["Retry-After"] = Options.RetryAfter == RetryAfter.Date
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

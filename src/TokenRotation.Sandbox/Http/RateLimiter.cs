using System.Globalization;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>The unit of <c>X-RateLimit-Reset</c>: documented as microseconds, while clients of the vendor read seconds.</summary>
public enum ResetUnit
{
    /// <summary>As documented.</summary>
    Microseconds,

    /// <summary>In between.</summary>
    Milliseconds,

    /// <summary>As the vendor's newer clients read it.</summary>
    Seconds,
}

/// <summary>What a 429 says in <c>Retry-After</c>, which Dynatrace does not document.</summary>
public enum RetryAfter
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Seconds to wait.</summary>
    Seconds,

    /// <summary>An HTTP date.</summary>
    Date,
}

/// <summary>How many requests a tenant takes, and how it says so.</summary>
public sealed record RateLimitOptions
{
    /// <summary>Requests in a window; those beyond are answered with 429.</summary>
    public required int Limit { get; init; }

    /// <summary>How long a window is, by the tenant's clock. It begins with its first request.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The unit of <c>X-RateLimit-Reset</c>.</summary>
    public ResetUnit ResetUnit { get; init; }

    /// <summary>What a 429 says in <c>Retry-After</c>.</summary>
    public RetryAfter RetryAfter { get; init; }
}

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

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

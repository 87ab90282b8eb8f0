using System.Globalization;

namespace TokenRotation.Api.Wire;

/// <summary>
/// A new token's expiry as each generation takes it. Relative wherever it can be, so that the server's clock decides.
/// </summary>
internal static class Expiry
{
    /// <summary>API v2: <c>now+30d</c>, <c>now+90m</c> or an ISO date; null for never.</summary>
    public static string? V2(TokenSpec spec)
    {
        if (spec.Lifetime is { } lifetime)
        {
            return lifetime.Ticks % TimeSpan.TicksPerDay == 0
                ? "now+" + Number(lifetime.Ticks / TimeSpan.TicksPerDay) + "d"
                : "now+" + Number((long)Math.Ceiling(lifetime.TotalMinutes)) + "m";
        }

        return spec.ExpirationDate is { } date ? WireDate.Write(date) : null;
    }

    /// <summary>API v1: a duration in its units; null for never.</summary>
    /// <param name="spec">What the token is to be.</param>
    /// <param name="now">The server's time.</param>
    public static (long Value, string Unit)? V1(TokenSpec spec, DateTimeOffset now)
    {
        var lifetime = spec.Lifetime ?? spec.ExpirationDate - now;
        return lifetime switch
        {
            null => null,
            { } days when days.Ticks % TimeSpan.TicksPerDay == 0 => (days.Ticks / TimeSpan.TicksPerDay, "DAYS"),
            { } other => ((long)Math.Ceiling(other.TotalSeconds), "SECONDS"),
        };
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

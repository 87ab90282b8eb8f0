using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenRotation.Text;

/// <summary>
/// A duration as an admin writes it: a number with a unit (<c>30s</c>, <c>15m</c>, <c>12h</c>, <c>14d</c>, <c>2w</c>,
/// <c>6M</c> of thirty days, <c>1y</c> of 365), with <c>now+</c> or <c>now-</c> before it or not, or a TimeSpan
/// (<c>1.12:00:00</c>).
/// </summary>
internal static class Duration
{
    private const double SecondsOfDay = 86_400;
    private const double LongestDays = 1_000_000;

    private static readonly Regex Written = new(
        @"\A(?:now\s*[+-]\s*)?(?<count>[0-9]{1,9})\s*(?<unit>[sShHdDwWyYmM])\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>The duration; null for a text that is none.</summary>
    public static TimeSpan? Read(string text)
    {
        var match = Written.Match(text);
        if (match.Success)
        {
            var days = long.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) * DaysOf(match.Groups["unit"].Value);
            return days < LongestDays ? TimeSpan.FromSeconds(Math.Round(days * SecondsOfDay)) : null;
        }

        return text.Contains(":") && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
    }

    // As in Dynatrace's own time expressions, M is a month and m a minute; the other units may be written either way.
    private static double DaysOf(string unit) => unit switch
    {
        "s" or "S" => 1 / SecondsOfDay,
        "m" => 60 / SecondsOfDay,
        "h" or "H" => 1 / 24.0,
        "d" or "D" => 1,
        "w" or "W" => 7,
        "M" => 30,
        _ => 365,
    };
}

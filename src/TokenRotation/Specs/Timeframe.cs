using System.Globalization;
using System.Text.RegularExpressions;
using TokenRotation.Api.Wire;

namespace TokenRotation.Specs;

/// <summary>
/// A moment in the API's timeframe grammar: <c>now+30d</c> (units m h d w M y), an ISO date (UTC where no zone is named, a
/// space may stand for the T), or UTC milliseconds. Source: Dynatrace documentation, "Access tokens API v2 - POST a token".
/// </summary>
internal static class Timeframe
{
    private static readonly Regex Relative = new(
        @"\Anow\+(?<count>[0-9]{1,6})(?<unit>[mhdwMy])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex Iso = new(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+\-][0-9]{2}:?[0-9]{2})?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>
    /// The moment, and the time until then where the text is relative and of fixed length; null for illegible text.
    /// </summary>
    public static (DateTimeOffset Date, TimeSpan? FromNow)? Read(string text, DateTimeOffset now)
    {
        try
        {
            return Relative.Match(text) is { Success: true } match
                ? After(now, match)
                : Absolute(text) is { } date
                ? (date, null)
                : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            // Beyond the calendar.
            return null;
        }
    }

    private static (DateTimeOffset Date, TimeSpan? FromNow) After(DateTimeOffset now, Match match)
    {
        var count = int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
        switch (match.Groups["unit"].Value)
        {
            case "M":
                return (now.AddMonths(count), null);
            case "y":
                return (now.AddYears(count), null);
            case var unit:
                var each = unit switch
                {
                    "m" => TimeSpan.FromMinutes(1),
                    "h" => TimeSpan.FromHours(1),
                    "d" => TimeSpan.FromDays(1),
                    _ => TimeSpan.FromDays(7),
                };
                var span = TimeSpan.FromTicks(each.Ticks * count);
                return (now + span, span);
        }
    }

    private static DateTimeOffset? Absolute(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return WireDate.FromMilliseconds(milliseconds);
        }

        return Iso.IsMatch(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
    }
}

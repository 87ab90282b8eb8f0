using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// Dynatrace's grammar of points in time: UTC milliseconds, a date and time with or without seconds, fraction and zone, or
/// <c>now</c> with an offset (<c>now-2h</c>, <c>now+30d</c>) that may be rounded down (<c>now-1d/d</c>).
/// </summary>
internal static partial class Timeframe
{
    private static readonly string[] DateFormats =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static DateTimeOffset Parse(string text, DateTimeOffset now, string parameter, string location)
    {
        try
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            {
                return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            }

            var relative = Relative().Match(text);
            if (relative.Success)
            {
                return RoundDown(Shift(now, relative), relative.Groups["round"].Value);
            }
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            throw Unreadable(parameter, location);
        }

        return DateTimeOffset.TryParseExact(
            text.Replace(' ', 'T'),
            DateFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date)
            ? date
            : throw Unreadable(parameter, location);
    }

    private static InvalidRequestException Unreadable(string parameter, string location) => new(
        parameter, "must be UTC milliseconds, a date such as 2021-01-25T05:57:01.123+01:00, or relative such as "
            + "now-2h.", location);

    private static DateTimeOffset Shift(DateTimeOffset now, Match relative)
    {
        if (!relative.Groups["count"].Success)
        {
            return now;
        }

        var count = int.Parse(relative.Groups["sign"].Value + relative.Groups["count"].Value, CultureInfo.InvariantCulture);
        return relative.Groups["unit"].Value switch
        {
            "m" => now.AddMinutes(count),
            "h" => now.AddHours(count),
            "d" => now.AddDays(count),
            "w" => now.AddDays(7.0 * count),
            "M" => now.AddMonths(count),
            _ => now.AddYears(count),
        };
    }

    private static DateTimeOffset RoundDown(DateTimeOffset time, string unit)
    {
        var day = new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero);
        return unit switch
        {
            "m" => day.AddMinutes(Math.Floor(time.TimeOfDay.TotalMinutes)),
            "h" => day.AddHours(time.Hour),
            "d" => day,
            "w" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            "M" => day.AddDays(1 - day.Day),
            "y" => day.AddDays(1 - day.DayOfYear),
            _ => time,
        };
    }

    [GeneratedRegex(
        @"\Anow(?:(?<sign>[+-])(?<count>[0-9]+)(?<unit>[mhdwMy]))?(?:/(?<round>[mhdwMy]))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Relative();
}

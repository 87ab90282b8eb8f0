using System.Globalization;

namespace TokenRotation.Rotation.Stamps;

/// <summary>A moment as a token's name notes it, in UTC: <c>20260302T080000Z</c>.</summary>
internal static class StampedTime
{
    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    public static string Written(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>
    /// The moment that digits in this form stand for; null where there is none. By hand: names are read all the time.
    /// </summary>
    public static DateTimeOffset? Read(string written)
    {
        var (year, month, day) = (Number(written, 0, 4), Number(written, 4, 2), Number(written, 6, 2));
        var (hour, minute, second) = (Number(written, 9, 2), Number(written, 11, 2), Number(written, 13, 2));
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60
                ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
                : null;
    }

    private static int Number(string digits, int start, int length)
    {
        var number = 0;
        for (var i = start; i < start + length; i++)
        {
            number = (number * 10) + digits[i] - '0';
        }

        return number;
    }
}

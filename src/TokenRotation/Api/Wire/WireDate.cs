using System.Globalization;
using System.Text.Json;

namespace TokenRotation.Api.Wire;

/// <summary>
/// The API's dates: ISO 8601 with or without a fraction, or integer milliseconds since 1970. Parsed from the bytes: a list
/// holds tens of thousands of them.
/// </summary>
internal static class WireDate
{
    private const int LengthToSeconds = 19;
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The date that the reader stands on; null for anything that is none.</summary>
    public static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return TryParse(reader.ValueSpan, out var date) ? date : Other(reader.GetString());
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var milliseconds) ? FromMilliseconds(milliseconds) : null;
            default:
                reader.TrySkip();
                return null;
        }
    }

    /// <summary>A date as API v2 takes it.</summary>
    public static string Write(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? FromMilliseconds(long milliseconds) =>
        milliseconds >= First && milliseconds <= Last ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    // yyyy-MM-ddTHH:mm:ss[.fffffff]Z
    private static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset date)
    {
        date = default;
        if (text.Length <= LengthToSeconds || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':'
            || text[16] != ':' || text[text.Length - 1] != 'Z')
        {
            return false;
        }

        int year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
        int hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
        var fraction = FractionTicks(text.Slice(LengthToSeconds, text.Length - LengthToSeconds - 1));
        if (year < 1 || month is < 1 or > 12 || day < 1 || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59
            || fraction < 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).AddTicks(fraction));
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> text, int start, int count)
    {
        var value = 0;
        for (var i = start; i < start + count; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return -1;
            }

            value = (value * 10) + digit;
        }

        return value;
    }

    private static long FractionTicks(ReadOnlySpan<byte> text)
    {
        const int TickDigits = 7;
        if (text.Length == 0)
        {
            return 0;
        }

        if (text[0] != '.' || text.Length < 2 || text.Length > TickDigits + 1)
        {
            return -1;
        }

        long ticks = Digits(text, 1, text.Length - 1);
        for (var digit = text.Length - 1; digit < TickDigits && ticks > 0; digit++)
        {
            ticks *= 10;
        }

        return ticks;
    }

    private static DateTimeOffset? Other(string? text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return FromMilliseconds(milliseconds);
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
    }
}

using System.Globalization;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Views;

/// <summary>The words of the views.</summary>
internal static class ViewMessages
{
    public const string Enabled = "Enabled";
    public const string Due = "Due";
    public const string Expired = "Expired";
    public const string Revoked = "Revoked";
    public const string Never = "never";
    public const string Now = "now";

    private const double DaysOfYear = 365;

    public static string Date(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>How far away a time is: <c>in 30 d</c>, <c>3 h ago</c>, <c>now</c>.</summary>
    public static string Distance(TimeSpan untilThen)
    {
        var length = Length(untilThen.Duration());
        return length.Length == 0 ? Now
            : untilThen < TimeSpan.Zero ? $"{length} ago"
            : $"in {length}";
    }

    public static string Labelled(ForeignText scope, string? label) => label is null ? $"{scope}" : $"{scope} ({label})";

    // Whole units, rounded down: a token that "lives 3 d" lives at least that long.
    private static string Length(TimeSpan span) =>
        span.TotalDays >= 2 * DaysOfYear ? Count(span.TotalDays / DaysOfYear, "y")
        : span.TotalDays >= 2 ? Count(span.TotalDays, "d")
        : span.TotalHours >= 2 ? Count(span.TotalHours, "h")
        : span.TotalMinutes >= 1 ? Count(span.TotalMinutes, "m")
        : string.Empty;

    private static string Count(double number, string unit) => FormattableString.Invariant($"{(long)number} {unit}");
}

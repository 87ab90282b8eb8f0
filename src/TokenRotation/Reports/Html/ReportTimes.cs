using System.Globalization;

namespace TokenRotation.Reports.Html;

/// <summary>Times as the report writes them: UTC, and how far away they are. The script writes them in the same way.</summary>
internal static class ReportTimes
{
    private const double DaysOfYear = 365;

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>How far away a time is: <c>in 30 d</c>, <c>3 h ago</c>.</summary>
    public static string Distance(TimeSpan untilThen)
    {
        var span = untilThen.Duration();
        var length = span.TotalDays >= 2 * DaysOfYear ? $"{Whole(span.TotalDays / DaysOfYear)} y"
            : span.TotalDays >= 2 ? $"{Whole(span.TotalDays)} d"
            : $"{Whole(span.TotalHours)} h";
        return untilThen < TimeSpan.Zero ? $"{length} ago" : $"in {length}";
    }

    private static string Whole(double number) => ((long)number).ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace TokenRotation.Rotation.Stamps;

/// <summary>A span of time as a token's name notes it: <c>+7d</c>, <c>+90m</c>.</summary>
internal static class StampedSpan
{
    /// <summary>No note may hold a token for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>How long a token may live that a note tells the life of.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(10 * 366);

    /// <summary>The span as it is written; rather a minute too long than a second too short.</summary>
    public static string Written(TimeSpan span) => WrittenLife(span < Longest ? span : Longest);

    /// <summary>The same for a life, which may be longer than what a note asks others to wait for.</summary>
    public static string WrittenLife(TimeSpan life)
    {
        var seconds = (long)Math.Ceiling((life < LongestLife ? life : LongestLife).TotalSeconds);
        var minutes = (seconds + 59) / 60;
        return seconds < 3600 && seconds % 60 != 0 ? $"+{seconds}s"
            : minutes % 1440 == 0 ? $"+{minutes / 1440}d"
            : minutes % 60 == 0 ? $"+{minutes / 60}h"
            : $"+{minutes}m";
    }

    /// <summary>The span that digits and a letter stand for.</summary>
    public static TimeSpan Read(string written)
    {
        var count = long.Parse(written.Substring(0, written.Length - 1), CultureInfo.InvariantCulture);
        var unit = written[written.Length - 1] switch
        {
            'd' => TimeSpan.TicksPerDay,
            'h' => TimeSpan.TicksPerHour,
            'm' => TimeSpan.TicksPerMinute,
            _ => TimeSpan.TicksPerSecond,
        };
        return count > LongestLife.Ticks / unit ? TimeSpan.MaxValue : TimeSpan.FromTicks(count * unit);
    }
}

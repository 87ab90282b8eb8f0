using System.Globalization;

namespace TokenRotation.Text;

/// <summary>A time as a sentence names it.</summary>
internal static class When
{
    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace TokenRotation.Sandbox.Audit;

/// <summary>An entry in its place in the log.</summary>
/// <param name="Sequence">The place: it grows with every entry, and a page goes on behind it.</param>
/// <param name="Timestamp">When it was written.</param>
/// <param name="Entry">What it says.</param>
internal sealed record WrittenEntry(long Sequence, DateTimeOffset Timestamp, AuditEntry Entry)
{
    /// <summary>Eighteen digits, as in the documented examples: deciseconds, then the place.</summary>
    public string LogId =>
        string.Create(CultureInfo.InvariantCulture, $"{Timestamp.ToUnixTimeMilliseconds() / 100:D11}{Sequence % 10_000_000:D7}");
}

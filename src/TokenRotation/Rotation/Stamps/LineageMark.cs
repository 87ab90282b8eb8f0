using System.Globalization;
using System.Text.RegularExpressions;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Text;

namespace TokenRotation.Rotation.Stamps;

/// <summary>
/// What a platform token's name says, from its birth on, of the token that it was made to replace: a name that is frozen cannot
/// carry a state, only what others must respect. The next rotation gives its new token another one. Anybody may name a token: a
/// mark is evidence, not authority.
/// </summary>
/// <remarks>
/// <c>base [dtr of OLDID OP @PLACE +OVERLAPu+GRACE until DATE]</c>, with <c>u</c> where use of the new token is to be seen, the
/// old token's expiry for an undo (<c>until never</c> where it has none), <c>lease SPAN</c> where it is not the usual one, and
/// <c>for SPAN</c> where the new token is to live as long as somebody said, and not as the old one.
/// Of an ID like <c>dt0s16.ABCD2345</c> the part behind the point is written.
/// </remarks>
/// <param name="OldId">The token that is replaced.</param>
/// <param name="Operation">The operation that made the new one.</param>
/// <param name="Place">Where its secret goes.</param>
internal sealed record LineageMark(string OldId, string Operation, string Place)
{
    /// <summary>The longest name that a platform token may have.</summary>
    public const int MaximumNameLength = 255;

    /// <summary>The longest name without a mark: a mark has room behind it, and cuts nothing.</summary>
    public const int LongestBaseName = 140;

    private const string Prefix = "dt0s16.";
    private const string Never = "never";
    private const string DateFormat = "yyyyMMdd";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly Regex ShortId = new(@"\A[A-Z0-9]{8}\z", RegexOptions.CultureInvariant);

    /// <summary>How long old and new are valid together, from when the old one's end is set.</summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>The old token's end is not set before the new one has been used.</summary>
    public bool NeedsUse { get; init; }

    /// <summary>How long the old token stays after its end.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>When the old token expired before its end was set (UTC); null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How long the new token lives unless it is extended.</summary>
    public TimeSpan Lease { get; init; } = PlatformTimes.Lease;

    /// <summary>How long the new token is to live, once it is extended; null for as long as the old one.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>
    /// The end of the old token has been set: it expires before the noted time or, where it never did, within the longest
    /// overlap.
    /// </summary>
    public bool IsLowered(DtToken old, DateTimeOffset now) =>
        old.ExpirationDate < (Until is { } until ? until - RotationTimes.Tolerance : now + StampedSpan.Longest);

    /// <summary>Until when the old token works again once its end is taken back.</summary>
    public DateTimeOffset UntilFrom(DateTimeOffset now) => Until ?? now + PlatformTimes.InsteadOfNever;

    /// <summary>The mark at the end of a name; null for none.</summary>
    public static LineageMark? Read(string name) => TokenName.NoteOf(name) is { } note ? Of(note) : null;

    /// <summary>The name with this mark.</summary>
    public string ApplyTo(string baseName) => baseName.Length == 0 ? ToString() : $"{baseName} {this}";

    /// <summary>The mark as it is written.</summary>
    public override string ToString() =>
        $"[dtr of {Shortened(OldId)} {Operation} @{Place} {StampedSpan.Written(Overlap)}{(NeedsUse ? "u" : string.Empty)}"
            + $"{StampedSpan.Written(Grace)} until {Written(Until)}"
            + $"{(Lease == PlatformTimes.Lease ? string.Empty : " lease " + StampedSpan.Written(Lease).Substring(1))}"
            + $"{(Life is { } life ? " for " + StampedSpan.WrittenLife(life).Substring(1) : string.Empty)}]";

    /// <summary>The mark that the parts of a name make; null for none.</summary>
    internal static LineageMark? Of(NameNote note)
    {
        if (note is not { Line: { } line, Operation: { } operation, Place: { } place, Span: { } overlap, Grace: { } grace })
        {
            return null;
        }

        var oldId = ShortId.IsMatch(line) ? Prefix + line : line;
        var until = note.Until!;
        DateTimeOffset time = default;
        var mark = new LineageMark(oldId, operation, place)
        {
            Overlap = StampedSpan.Read(overlap),
            NeedsUse = note.Use,
            Grace = StampedSpan.Read(grace),
            Lease = note.Lease is { } lease ? StampedSpan.Read(lease) : PlatformTimes.Lease,
            Life = note.Life is { } life ? StampedSpan.Read(life) : null,
        };
        return NameStamp.IsAnId(oldId)
            && mark.Overlap <= StampedSpan.Longest && mark.Grace <= StampedSpan.Longest
            && mark.Lease > TimeSpan.Zero && mark.Lease <= PlatformTimes.LongestLease
            && !(mark.Life <= mark.Lease) && !(mark.Life > StampedSpan.LongestLife)
            && (until == Never || IsTime(until, out time))
            ? mark with { Until = until == Never ? null : time }
            : null;
    }

    private static bool IsTime(string written, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        written, [DateFormat, TimeFormat], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static string Written(DateTimeOffset? until) => until is not { } time ? Never
        : time.UtcDateTime.ToString(
            time.UtcDateTime.TimeOfDay.Ticks < TimeSpan.TicksPerSecond ? DateFormat : TimeFormat, CultureInfo.InvariantCulture);

    private static string Shortened(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && ShortId.IsMatch(id.Substring(Prefix.Length))
            ? id.Substring(Prefix.Length)
            : id;
}

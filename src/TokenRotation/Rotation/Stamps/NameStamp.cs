using TokenRotation.Api;
using TokenRotation.Text;

namespace TokenRotation.Rotation.Stamps;

/// <summary>What a stamp at the end of a token's name says about a rotation.</summary>
internal enum StampKind
{
    /// <summary>On a new token: its secret is not yet known to be stored.</summary>
    Pending,

    /// <summary>On an old token, enabled: the new secret is stored and verified. The commit mark.</summary>
    Superseded,

    /// <summary>On a revoked token: it is in its grace period.</summary>
    Revoked,
}

/// <summary>
/// The state of a rotation, written at the end of a token's name, where create and update set it atomically and a list
/// shows it. Anybody may name a token: a stamp is evidence, not authority.
/// </summary>
/// <remarks>
/// <c>[dtr pending OP of OLDID @PLACE]</c>; <c>[dtr superseded UTC+OVERLAPu by NEWID]</c>, with <c>u</c> where use of the new
/// token is to be seen; <c>[dtr revoked UTC+GRACE by NEWID]</c>; <c>[dtr revoked UTC+GRACE of OLDID]</c> on a new token that
/// was left behind; and <c>[dtr revoked UTC]</c> for a token that was revoked without a successor. UTC is written
/// <c>yyyyMMdd'T'HHmmss'Z'</c>, and <c>?</c> where nobody knows since when; spans in days, hours, minutes
/// or seconds: <c>7d</c>, <c>90m</c>.
/// </remarks>
/// <param name="Kind">What is said.</param>
/// <param name="PartnerId">The ID of the other token of the pair; null for a token revoked without a successor.</param>
/// <param name="At">When it was said, by the server's time (UTC); null for a pending stamp, and where it is not known.</param>
/// <param name="Operation">The operation that created a pending token; null for other stamps.</param>
internal sealed record NameStamp(StampKind Kind, string? PartnerId, DateTimeOffset? At, string? Operation)
{
    /// <summary>The longest name that a token may have, stamp included.</summary>
    public const int MaximumNameLength = 100;

    /// <summary>The longest name that no stamp of a token that is still to be handed over cuts, whatever it replaces.</summary>
    public const int LongestWholeName = 28;

    /// <summary>The place of a secret that goes to the pipeline.</summary>
    public const string Pipeline = "-";

    /// <summary>What the longest stamp leaves of a name: superseded, by a token of the old format.</summary>
    public const int ShortestRoom = 17;

    /// <summary>
    /// How long both tokens stay enabled, or the token stays revoked, by the policy of whoever wrote the stamp; null if it
    /// does not say.
    /// </summary>
    public TimeSpan? Span { get; init; }

    /// <summary>The old token is not revoked before the new one has been used.</summary>
    public bool NeedsUse { get; init; }

    /// <summary>Where a pending token's secret goes: who has another place leaves it alone.</summary>
    public string? Place { get; init; }

    /// <summary>The token that a token which was left behind had been made to replace.</summary>
    public string? OriginId { get; init; }

    /// <summary>On a new token that operation <paramref name="operation"/> made to replace <paramref name="oldId"/>.</summary>
    public static NameStamp Pending(string operation, string oldId, string place = Pipeline) =>
        new(StampKind.Pending, oldId, null, operation) { Place = place };

    /// <summary>On an old token whose successor is stored and verified.</summary>
    public static NameStamp Superseded(DateTimeOffset? at, string newId, TimeSpan? overlap = null, bool needsUse = false) =>
        new(StampKind.Superseded, newId, at, null) { Span = overlap, NeedsUse = needsUse };

    /// <summary>On a revoked token; <paramref name="newId"/> is null without a successor.</summary>
    public static NameStamp Revoked(DateTimeOffset? at, string? newId, TimeSpan? grace = null) =>
        new(StampKind.Revoked, newId, at, null) { Span = grace };

    /// <summary>On a new token that was left behind, once it is disabled.</summary>
    public static NameStamp LeftBehind(DateTimeOffset at, string oldId, TimeSpan grace) =>
        new(StampKind.Revoked, null, at, null) { Span = grace, OriginId = oldId };

    /// <summary>
    /// Splits a token's name into its base name and its stamp; without a well-formed stamp all of it is base name.
    /// </summary>
    public static (string BaseName, NameStamp? Stamp) Read(string name)
    {
        if (TokenName.NoteOf(name) is not { } note)
        {
            return (name, null);
        }

        if (note.Kind is null)
        {
            // What a platform token replaces stands in its name for good, and says nothing of a state.
            return (LineageMark.Of(note) is null ? name : TokenName.Before(note, name), null);
        }

        DateTimeOffset? at = null;
        if (note.At is not null)
        {
            at = StampedTime.Read(note.At);
            if (at is null)
            {
                return (name, null);
            }
        }

        TimeSpan? span = note.Span is null ? null : StampedSpan.Read(note.Span);
        if (span > StampedSpan.Longest || !IsAnId(note.Id ?? note.Origin))
        {
            return (name, null);
        }

        var kind = note.Kind switch
        {
            "pending" => StampKind.Pending,
            "superseded" => StampKind.Superseded,
            _ => StampKind.Revoked,
        };
        var stamp = new NameStamp(kind, note.Id, at, note.Operation)
        {
            Span = span,
            NeedsUse = note.Use,
            Place = note.Place,
            OriginId = note.Origin,
        };
        return (TokenName.Before(note, name), stamp);
    }

    /// <summary>The name with this stamp. Where both do not fit, the base name is cut, never the stamp.</summary>
    public string ApplyTo(string baseName)
    {
        var stamp = ToString();
        if (baseName.Length > Room)
        {
            var end = char.IsHighSurrogate(baseName[Room - 1]) ? Room - 1 : Room;
            baseName = baseName.Substring(0, end);
        }

        return baseName.Length == 0 ? stamp : baseName + " " + stamp;
    }

    /// <summary>
    /// The whole of a name that a stamp may have cut, as far as any of these carries it. Anybody may write a stamp that names a
    /// token of another name: whichever carries more of it counts.
    /// </summary>
    public static string LongestName(string baseName, IEnumerable<string> carried) =>
        carried.Select(name => Uncut(baseName, name)).OrderByDescending(name => name.Length).FirstOrDefault() ?? baseName;

    /// <summary>A base name that a stamp may have cut, as the other token of the pair still carries it.</summary>
    public static string WholeName(string baseName, DtToken? partner) =>
        partner is null ? baseName : Uncut(baseName, Read(partner.Name).BaseName);

    /// <summary>The same, by the base name that is carried elsewhere.</summary>
    public static string Uncut(string baseName, string carried) =>
        baseName.Length >= ShortestRoom && carried.StartsWith(baseName, StringComparison.Ordinal) ? carried : baseName;

    /// <summary>True when <see cref="ApplyTo"/> keeps all of the base name.</summary>
    public bool Fits(string baseName) => baseName.Length <= Room;

    /// <summary>How many characters this stamp leaves for the base name.</summary>
    public int Room => MaximumNameLength - ToString().Length - 1;

    /// <summary>The stamp as it is written.</summary>
    public override string ToString() => Kind switch
    {
        StampKind.Pending => $"[dtr pending {Operation} of {PartnerId} @{Place}]",
        StampKind.Superseded => $"[dtr superseded {Written(At)}{Written(Span)}{(NeedsUse ? "u" : string.Empty)} by {PartnerId}]",
        _ => $"[dtr revoked {Written(At)}{Written(Span)}{(PartnerId is null ? string.Empty : " by " + PartnerId)}"
            + $"{(OriginId is null ? string.Empty : " of " + OriginId)}]",
    };

    private static string Written(TimeSpan? span) => span is { } some && some > TimeSpan.Zero
        ? StampedSpan.Written(some)
        : string.Empty;

    // A name may be written by anybody: what it names goes into a URL.
    internal static bool IsAnId(string? id) => id is null || NewTokenKey.Is(id) || TokenId.IsLegible(id);

    private static string Written(DateTimeOffset? at) =>
        at is { } known ? StampedTime.Written(known) : "?";
}

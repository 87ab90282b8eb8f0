using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenRotation.Rotation.Stamps;

/// <summary>What a stamp at the end of a token's name says about a rotation.</summary>
public enum StampKind
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
/// <c>[dtr pending OP of OLDID]</c>, <c>[dtr superseded UTC by NEWID]</c>, <c>[dtr revoked UTC by NEWID]</c>, and
/// <c>[dtr revoked UTC]</c> for a token that was revoked without a successor. UTC is written <c>yyyyMMdd'T'HHmmss'Z'</c>.
/// </remarks>
/// <param name="Kind">What is said.</param>
/// <param name="PartnerId">The ID of the other token of the pair; null for a token revoked without a successor.</param>
/// <param name="At">When it was said, by the server's time (UTC); null for a pending stamp.</param>
/// <param name="Operation">The operation that created a pending token; null for other stamps.</param>
public sealed record NameStamp(StampKind Kind, string? PartnerId, DateTimeOffset? At, string? Operation)
{
    /// <summary>The longest name that a token may have, stamp included.</summary>
    public const int MaximumNameLength = 100;

    /// <summary>The longest name that no stamp of a token that is still to be handed over cuts, whatever it replaces.</summary>
    public const int LongestWholeName = 35;

    // What the longest stamp leaves of a name: superseded, by a token of the old format.
    private const int ShortestRoom = 26;

    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly Regex Pattern = new(
        @"\A(?<base>.*?) ?\[dtr (?:(?<kind>pending) (?<op>[A-Za-z0-9]{4,32}) of (?<id>[^\s\[\]]{1,64})|(?<kind>superseded) (?<at>[0-9]{8}T[0-9]{6}Z) by (?<id>[^\s\[\]]{1,64})|(?<kind>revoked) (?<at>[0-9]{8}T[0-9]{6}Z)(?: by (?<id>[^\s\[\]]{1,64}))?)\]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline);

    /// <summary>On a new token that operation <paramref name="operation"/> made to replace <paramref name="oldId"/>.</summary>
    public static NameStamp Pending(string operation, string oldId) => new(StampKind.Pending, oldId, null, operation);

    /// <summary>On an old token whose successor is stored and verified.</summary>
    public static NameStamp Superseded(DateTimeOffset at, string newId) => new(StampKind.Superseded, newId, at, null);

    /// <summary>On a revoked token; <paramref name="newId"/> is null without a successor.</summary>
    public static NameStamp Revoked(DateTimeOffset at, string? newId) => new(StampKind.Revoked, newId, at, null);

    /// <summary>Splits a token's name into its base name and its stamp; without a well-formed stamp all of it is base name.</summary>
    public static (string BaseName, NameStamp? Stamp) Read(string name)
    {
        // Most names end in something else, and there may be many thousand.
        var match = name.Length > 0 && name[name.Length - 1] == ']' ? Pattern.Match(name) : Match.Empty;
        if (!match.Success)
        {
            return (name, null);
        }

        DateTimeOffset? at = null;
        if (match.Groups["at"].Success)
        {
            if (!DateTimeOffset.TryParseExact(
                match.Groups["at"].Value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            {
                return (name, null);
            }

            at = parsed;
        }

        var kind = match.Groups["kind"].Value switch
        {
            "pending" => StampKind.Pending,
            "superseded" => StampKind.Superseded,
            _ => StampKind.Revoked,
        };
        return (match.Groups["base"].Value, new NameStamp(kind, ValueOf(match.Groups["id"]), at, ValueOf(match.Groups["op"])));
    }

    /// <summary>The name with this stamp. Where both do not fit, the base name is cut, never the stamp.</summary>
    public string ApplyTo(string baseName)
    {
        var stamp = ToString();
        var room = MaximumNameLength - stamp.Length - 1;
        if (baseName.Length > room)
        {
            var end = char.IsHighSurrogate(baseName[room - 1]) ? room - 1 : room;
            baseName = baseName.Substring(0, end);
        }

        return baseName.Length == 0 ? stamp : baseName + " " + stamp;
    }

    /// <summary>A base name that a stamp may have cut, as the other token of the pair still carries it.</summary>
    public static string WholeName(string baseName, DtToken? partner) =>
        partner is null ? baseName : Uncut(baseName, Read(partner.Name).BaseName);

    /// <summary>The same, by the base name that is carried elsewhere.</summary>
    public static string Uncut(string baseName, string carried) =>
        baseName.Length >= ShortestRoom && carried.StartsWith(baseName, StringComparison.Ordinal) ? carried : baseName;

    /// <summary>True when <see cref="ApplyTo"/> keeps all of the base name.</summary>
    public bool Fits(string baseName) => baseName.Length + 1 + ToString().Length <= MaximumNameLength;

    /// <summary>The stamp as it is written.</summary>
    public override string ToString() => Kind switch
    {
        StampKind.Pending => $"[dtr pending {Operation} of {PartnerId}]",
        StampKind.Superseded => $"[dtr superseded {Written(At)} by {PartnerId}]",
        _ => PartnerId is null ? $"[dtr revoked {Written(At)}]" : $"[dtr revoked {Written(At)} by {PartnerId}]",
    };

    private static string Written(DateTimeOffset? at) =>
        at.GetValueOrDefault().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static string? ValueOf(Group group) => group.Success ? group.Value : null;
}

using System.Text.RegularExpressions;

namespace TokenRotation.Text;

/// <summary>
/// A token's name: free text, at the end of which a rotation notes its state between brackets. What the note means is for the
/// rotation to say; everybody else shows the name without it.
/// </summary>
internal static class TokenName
{
    private static readonly Regex Noted = new(
        @"\A(?<base>.*?) ?\[dtr (?:"
        + @"(?<kind>pending) (?<op>[A-Za-z0-9]{4,32}) of (?<id>[^\s\[\]]{1,64}) @(?<place>[a-z0-9]{5}|-)"
        + @"|(?<kind>superseded) (?<at>[0-9]{8}T[0-9]{6}Z)(?:\+(?<span>[0-9]{1,8}[dhms]))?(?<use>u)? by (?<id>[^\s\[\]]{1,64})"
        + @"|(?<kind>revoked) (?:(?<at>[0-9]{8}T[0-9]{6}Z)|\?)(?:\+(?<span>[0-9]{1,8}[dhms]))?"
        + @"(?: by (?<id>[^\s\[\]]{1,64})| of (?<origin>[^\s\[\]]{1,64}))?"
        + @")\]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline);

    /// <summary>The parts of a name that ends in a note; no success for any other.</summary>
    public static Match Parts(string? name) =>
        // Most names end in something else, and there may be many thousand.
        name is { Length: > 0 } && name[name.Length - 1] == ']' ? Noted.Match(name) : Match.Empty;

    /// <summary>The name as people gave it; empty for a stand-in that was made without one.</summary>
    public static string WithoutNote(string? name) =>
        Parts(name) is { Success: true } parts ? parts.Groups["base"].Value : name ?? string.Empty;
}

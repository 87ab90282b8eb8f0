using System.Text.RegularExpressions;

namespace TokenRotation.Text;

/// <summary>
/// A token's name: free text, at the end of which a rotation notes its state between brackets. What the note means is for the
/// rotation to say; everybody else shows the name without it.
/// </summary>
internal static class TokenName
{
    private const char Opening = '[';

    // A note holds no bracket within, so that it begins at the last one.
    private static readonly Regex Noted = new(
        @"\G\[dtr (?:"
        + @"(?<kind>pending) (?<op>[A-Za-z0-9]{4,32}) of (?<id>[^\s\[\]]{1,64}) @(?<place>[a-z0-9]{5}|-)"
        + @"|(?<kind>superseded) (?<at>[0-9]{8}T[0-9]{6}Z)(?:\+(?<span>[0-9]{1,8}[dhms]))?(?<use>u)? by (?<id>[^\s\[\]]{1,64})"
        + @"|(?<kind>revoked) (?:(?<at>[0-9]{8}T[0-9]{6}Z)|\?)(?:\+(?<span>[0-9]{1,8}[dhms]))?"
        + @"(?: by (?<id>[^\s\[\]]{1,64})| of (?<origin>[^\s\[\]]{1,64}))?"
        + @"|of (?<line>[^\s\[\]]{1,64}) (?<op>[A-Za-z0-9]{4,32}) @(?<place>[a-z0-9]{5}|-) "
        + @"\+(?<span>[0-9]{1,8}[dhms])(?<use>u)?\+(?<grace>[0-9]{1,8}[dhms]) until (?<until>[0-9]{8}(?:T[0-9]{6}Z)?|never)"
        + @"(?: lease (?<lease>[0-9]{1,8}[dhms]))?"
        + @")\]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>The note that a name ends in; no success for any other name.</summary>
    public static Match NoteOf(string? name) =>
        // Most names end in something else, and there may be many thousand.
        name is { Length: > 0 } && name[name.Length - 1] == ']' && name.LastIndexOf(Opening) is var at and >= 0
            ? Noted.Match(name, at)
            : Match.Empty;

    /// <summary>What stands before a note, without the space between the two.</summary>
    public static string Before(Match note, string name) =>
        name.Substring(0, note.Index > 0 && name[note.Index - 1] == ' ' ? note.Index - 1 : note.Index);

    /// <summary>The name as people gave it; empty for a stand-in that was made without one.</summary>
    public static string WithoutNote(string? name) =>
        NoteOf(name) is { Success: true } note ? Before(note, name!) : name ?? string.Empty;
}

namespace TokenRotation.Text;

/// <summary>
/// A token's name: free text, at the end of which a rotation notes its state between brackets. What the note means is for the
/// rotation to say; everybody else shows the name without it.
/// </summary>
internal static class TokenName
{
    private const char Opening = '[';

    /// <summary>The note that a name ends in; null for any other name.</summary>
    public static NameNote? NoteOf(string? name) =>
        // Most names end in something else, and there may be many thousand. A note holds no bracket within.
        name is { Length: > 0 } && name[name.Length - 1] == ']' && name.LastIndexOf(Opening) is var at and >= 0
            ? NameNote.Read(name, at)
            : null;

    /// <summary>What stands before a note, without the space between the two.</summary>
    public static string Before(NameNote note, string name) =>
        name.Substring(0, note.Start > 0 && name[note.Start - 1] == ' ' ? note.Start - 1 : note.Start);

    /// <summary>The name as people gave it; empty for a stand-in that was made without one.</summary>
    public static string WithoutNote(string? name) => NoteOf(name) is { } note ? Before(note, name!) : name ?? string.Empty;
}

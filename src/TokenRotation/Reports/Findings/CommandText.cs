using TokenRotation.Secrets;

namespace TokenRotation.Reports.Findings;

/// <summary>
/// Commands that a person copies into a shell. What the server chose stands between single quotes wherever it could be read
/// as more than one word.
/// </summary>
internal static class CommandText
{
    /// <summary>Stands for the token's ID in a command.</summary>
    public const string IdPlace = "{id}";

    /// <summary>Stands for the environment's URL in a command.</summary>
    public const string EnvironmentPlace = "{environment}";

    /// <summary>The command for one token.</summary>
    public static string For(string template, DtToken token) =>
        template.Replace(IdPlace, Word(token.Id)).Replace(EnvironmentPlace, Word(token.Environment));

    /// <summary>A value as one word of a command.</summary>
    public static string Word(string value)
    {
        var shown = ServerText.Shown(value);
        return shown.All(IsPlain) ? shown : "'" + string.Concat(shown.Select(Quoted)) + "'";
    }

    private static bool IsPlain(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' or '/' or ':' or '_';

    // PowerShell takes the typographic ones for quotes as well.
    private static string Quoted(char c) => c is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B' ? $"{c}{c}" : c.ToString();
}

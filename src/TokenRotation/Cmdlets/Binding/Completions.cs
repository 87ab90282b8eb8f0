using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>How a completion is offered: quoted where PowerShell would otherwise read something else.</summary>
internal static class Completions
{
    // Everything else is quoted: PowerShell's own marks are many, and some of them look like letters' neighbours.
    private static readonly Regex Plain = new(@"\A[A-Za-z0-9_][A-Za-z0-9_.:/+\-]*\z", RegexOptions.CultureInvariant);

    public static string Unquoted(string word) => word.Trim('\'', '"');

    public static bool Contains(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    public static bool StartsWith(string text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <param name="text">What is put on the command line.</param>
    /// <param name="tip">What is said about it.</param>
    /// <param name="shown">What the menu shows; the text itself if not given.</param>
    public static CompletionResult Offer(string text, string tip, string? shown = null)
    {
        var written = Plain.IsMatch(text) ? text : "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
        return new CompletionResult(written, Shown(shown ?? text), CompletionResultType.ParameterValue, Shown(tip));
    }

    // The menu takes no empty text.
    private static string Shown(string text) => ServerText.Clean(text) ?? "-";
}

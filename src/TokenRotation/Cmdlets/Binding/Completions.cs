using System.Management.Automation;
using System.Management.Automation.Language;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>How a completion is offered: quoted where PowerShell would otherwise read something else.</summary>
internal static class Completions
{
    private static readonly char[] NeedQuotes = [' ', '\'', '"', '`', '$', '(', ')', '{', '}', '[', ']', ';', ',', '|', '&', '<', '>', '@', '#'];

    public static string Unquoted(string word) => word.Trim('\'', '"');

    public static CompletionResult Offer(string text, string tip)
    {
        var written = text.IndexOfAny(NeedQuotes) < 0 ? text : "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
        return new CompletionResult(written, text, CompletionResultType.ParameterValue, tip);
    }
}

using System.Text.RegularExpressions;
using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.HelpBuilder.Pages;

/// <summary>The syntax of one parameter set, as <c>Get-Command -Syntax</c> prints it.</summary>
/// <param name="ParameterSet">The set's name; null if the cmdlet has only one.</param>
/// <param name="Text">The whole line, with single spaces.</param>
/// <param name="Parameters">In the line's order; the common parameters left out.</param>
internal sealed partial record SyntaxEntry(string? ParameterSet, string Text, IReadOnlyList<SyntaxParameter> Parameters)
{
    private const string CommonParameters = "[<CommonParameters>]";
    private const string DefaultMark = " (Default)";

    /// <summary>Reads a line of syntax; it may be wrapped.</summary>
    /// <exception cref="FormatException">The line is no syntax of the cmdlet.</exception>
    public static SyntaxEntry Parse(string command, string? parameterSet, string syntax)
    {
        var text = string.Join(' ', syntax.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (!text.StartsWith(command + " ", StringComparison.Ordinal)
            || !text.EndsWith(CommonParameters, StringComparison.Ordinal))
        {
            throw new FormatException($"The syntax must begin with {command} and end with {CommonParameters}.");
        }

        var rest = text[(command.Length + 1)..^CommonParameters.Length].Trim();
        var parameters = new List<SyntaxParameter>();
        while (rest.Length > 0)
        {
            var match = Parameter().Match(rest);
            if (!match.Success)
            {
                throw new FormatException($"'{rest}' is no syntax of a parameter.");
            }

            var value = match.Groups["type"];
            parameters.Add(new SyntaxParameter(
                match.Groups["name"].Value, !match.Groups["optional"].Success, value.Success ? value.Value : null));
            rest = rest[match.Length..].TrimStart();
        }

        return new SyntaxEntry(parameterSet, text, parameters);
    }

    /// <summary>A section of syntax: the heading names the set, the code is its line.</summary>
    /// <exception cref="PageException">The code is no syntax of the cmdlet.</exception>
    public static SyntaxEntry Read(MarkdownFile file, string command, string? heading, Markdig.Syntax.FencedCodeBlock code)
    {
        try
        {
            return Parse(command, heading?.Replace(DefaultMark, string.Empty, StringComparison.Ordinal), code.Lines.ToString());
        }
        catch (FormatException mistake)
        {
            throw file.Error(code, mistake.Message);
        }
    }

    // [[-Name] <type>], [-Name] <type>, [-Name <type>], -Name <type>; a switch has no type.
    [GeneratedRegex(
        """
        \A(?:
          (?<optional>\[)\[-(?<name>\w+)\]\x20<(?<type>[^>]+)>\]
          | \[-(?<name>\w+)\]\x20<(?<type>[^>]+)>
          | (?<optional>\[)-(?<name>\w+)(?:\x20<(?<type>[^>]+)>)?\]
          | -(?<name>\w+)(?:\x20<(?<type>[^>]+)>)?
        )(?=\x20|\z)
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Parameter();
}

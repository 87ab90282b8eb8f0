using System.Text.RegularExpressions;
using Markdig.Syntax;
using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// Writes what reflection knows into a page: the syntax and every parameter's block of facts. What people write stays as it
/// is; where they have written nothing yet, a placeholder stands, with which no build succeeds.
/// </summary>
internal static partial class PageFacts
{
    private const int SyntaxWidth = 100;

    /// <summary>The page with the facts as they are now.</summary>
    public static string Refresh(string path, string text, CommandFacts facts)
    {
        var file = MarkdownFile.Parse(path, text);
        var edits = new List<(int Start, int End, string Text)>
        {
            Under(file.Sections.Single(section => section.Title == "SYNTAX"), SyntaxText(facts)),
        };
        var parameters = file.Sections.Single(section => section.Title == "PARAMETERS");
        var described = parameters.Subsections
            .Where(section => section.Title.StartsWith('-'))
            .ToDictionary(section => section.Title[1..]);
        foreach (var parameter in facts.Parameters)
        {
            edits.Add(described.TryGetValue(parameter, out var section)
                ? Replaced(section, FactsText(facts, parameter))
                : Inserted(parameters.Subsections[^1], ParameterText(facts, parameter)));
        }

        // From the end, so that the places of earlier edits stay right.
        return edits
            .OrderByDescending(edit => edit.Start)
            .Aggregate(text, (all, edit) => all[..edit.Start] + edit.Text + all[edit.End..]);
    }

    /// <summary>The page of a cmdlet that has none.</summary>
    public static string Draft(CommandFacts facts) => $$$"""
        ---
        external help file: TokenRotation.dll-Help.xml
        Module Name: TokenRotation
        online version:
        schema: 2.0.0
        ---

        # {{{facts.Name}}}

        ## SYNOPSIS

        {{ Synopsis }}

        ## SYNTAX

        {{{SyntaxText(facts)}}}

        ## DESCRIPTION

        {{ Description }}

        ## EXAMPLES

        ### Example 1: {{ Title }}

        ```powershell
        {{ Code }}
        ```

        {{ Remarks }}

        ## PARAMETERS

        {{{string.Concat(facts.Parameters.Select(parameter => ParameterText(facts, parameter)))}}}### CommonParameters

        This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction,
        -InformationVariable, -OutVariable, -OutBuffer, -PipelineVariable, -Verbose, -WarningAction and -WarningVariable. For
        more information, see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).

        ## INPUTS

        {{ Inputs }}

        ## OUTPUTS

        {{ Outputs }}

        ## NOTES

        {{ Permissions }}

        ## RELATED LINKS

        [about_TokenRotation](about_TokenRotation.md)

        """;

    private static string ParameterText(CommandFacts facts, string parameter) => $$$"""
        ### -{{{parameter}}}

        {{{Meaning(parameter)}}}

        {{{FactsText(facts, parameter)}}}


        """;

    private static string Meaning(string parameter) => parameter switch
    {
        "WhatIf" => "Shows what would happen if the cmdlet runs. Nothing is changed.",
        "Confirm" => "Asks before each change.",
        _ => "{{ Meaning }}",
    };

    private static string FactsText(CommandFacts facts, string parameter) =>
        string.Join("\n\n", facts.FactsOf(parameter).Select(block => $"```yaml\n{block}\n```"));

    private static string SyntaxText(CommandFacts facts) => string.Join("\n\n", facts.Syntax.Select(entry =>
    {
        var mark = entry.ParameterSet == facts.DefaultParameterSet ? " (Default)" : string.Empty;
        var heading = entry.ParameterSet is null ? string.Empty : $"### {entry.ParameterSet}{mark}\n\n";
        return $"{heading}```\n{Wrapped(entry.Text)}\n```";
    }));

    private static string Wrapped(string syntax)
    {
        var lines = new List<string> { string.Empty };
        foreach (var part in BetweenParameters().Split(syntax))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + part.Length > SyntaxWidth)
            {
                lines.Add(string.Empty);
            }

            lines[^1] += lines[^1].Length == 0 && lines.Count == 1 ? part : " " + part;
        }

        return string.Join('\n', lines);
    }

    private static (int Start, int End, string Text) Under(Section section, string text) =>
        (section.Blocks[0].Span.Start, section.Blocks[^1].Span.End + 1, text);

    private static (int Start, int End, string Text) Replaced(Section section, string text)
    {
        var blocks = section.Blocks.Where(block => block is FencedCodeBlock { Info: "yaml" }).ToList();
        return blocks.Count > 0
            ? (blocks[0].Span.Start, blocks[^1].Span.End + 1, text)
            : (section.Blocks[^1].Span.End + 1, section.Blocks[^1].Span.End + 1, "\n\n" + text);
    }

    private static (int Start, int End, string Text) Inserted(Section before, string text) =>
        (before.Heading.Span.Start, before.Heading.Span.Start, text);

    // A value stands with its parameter: lines break only before a dash or a bracket.
    [GeneratedRegex(@" (?=\[|-)")]
    private static partial Regex BetweenParameters();
}

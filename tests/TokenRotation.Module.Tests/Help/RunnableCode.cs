using System.Management.Automation.Language;
using Markdig;
using Markdig.Syntax;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// A block of code in the docs. The words after the language on its fence, which readers never see, say what must have happened
/// before it runs; <see cref="ExampleTenant"/> knows them.
/// </summary>
internal sealed record RunnableCode(string Place, string Code, IReadOnlyList<string> SetUp)
{
    public const string PowerShell = "powershell";

    private static readonly string[] ChangingCommands =
        ["Complete-DtTokenRotation", "New-DtToken", "Set-DtToken", "Revoke-DtToken", "Restore-DtToken", "Remove-DtToken",
            "Invoke-DtTokenRotation", "Resume-DtTokenRotation", "Undo-DtTokenRotation"];

    /// <summary>True if the code changes tokens.</summary>
    public bool IsToChange => Commands.Any(command => ChangesTokens(command) && !AsksWhatIf(command));

    /// <summary>True if the code asks what would happen.</summary>
    public bool IsToSayWhatIf => Commands.Any(AsksWhatIf);

    private IEnumerable<CommandAst> Commands => Parser.ParseInput(Code, out _, out _)
        .FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true)
        .Cast<CommandAst>();

    /// <summary>All blocks of a file in a language; the place is the file's name and the line of the fence.</summary>
    public static IEnumerable<RunnableCode> In(string path, string language) => Markdown.Parse(File.ReadAllText(path))
        .Descendants<FencedCodeBlock>()
        .Where(block => block.Info == language)
        .Select(block => new RunnableCode(
            $"{Path.GetFileName(path)}:{block.Line + 1}", block.Lines.ToString(), Words(block.Arguments)));

    private static bool ChangesTokens(CommandAst command) =>
        ChangingCommands.Contains(command.GetCommandName(), StringComparer.OrdinalIgnoreCase);

    private static bool AsksWhatIf(CommandAst command) =>
        command.CommandElements.OfType<CommandParameterAst>().Any(parameter => parameter.ParameterName == "WhatIf");

    private static string[] Words(string? text) => (text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

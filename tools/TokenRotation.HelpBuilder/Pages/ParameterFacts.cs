using System.Globalization;
using Markdig.Syntax;
using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.HelpBuilder.Pages;

/// <summary>What reflection knows of a parameter too; a block of <c>Key: value</c> lines in the page.</summary>
internal sealed record ParameterFacts
{
    /// <summary>Stands in the place of the parameter sets' names when the parameter is part of all of them.</summary>
    public const string AllSets = "(All)";

    private const string Named = "Named";

    /// <summary>As the syntax shows it.</summary>
    public required string Type { get; init; }

    public required IReadOnlyList<string> ParameterSets { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The values of a closed set; empty for an open one.</summary>
    public required IReadOnlyList<string> AcceptedValues { get; init; }

    public required bool Required { get; init; }

    /// <summary>Counted from 0; null for a parameter that must be named.</summary>
    public required int? Position { get; init; }

    /// <summary>The value without the parameter; <c>None</c> if there is none.</summary>
    public required string DefaultValue { get; init; }

    /// <summary>
    /// <c>False</c>, <c>True (ByValue)</c>, <c>True (ByPropertyName)</c> or <c>True (ByPropertyName, ByValue)</c>.
    /// </summary>
    public required string PipelineInput { get; init; }

    public required bool Wildcards { get; init; }

    /// <exception cref="PageException">A key is missing, unknown or has a value of another kind.</exception>
    public static ParameterFacts Read(MarkdownFile file, LeafBlock block)
    {
        var lines = new FactLines(file, block);
        var facts = new ParameterFacts
        {
            Type = lines.Text("Type"),
            ParameterSets = lines.List("Parameter Sets"),
            Aliases = lines.List("Aliases"),
            AcceptedValues = lines.Has("Accepted values") ? lines.List("Accepted values") : [],
            Required = lines.Flag("Required"),
            Position = lines.Position("Position", Named),
            DefaultValue = lines.Text("Default value"),
            PipelineInput = lines.Text("Accept pipeline input"),
            Wildcards = lines.Flag("Accept wildcard characters"),
        };
        lines.CheckNothingLeft();
        return facts;
    }

    /// <summary>The block's lines, as they stand in a page.</summary>
    public override string ToString()
    {
        var accepted = AcceptedValues.Count == 0 ? string.Empty : $"Accepted values: {Joined(AcceptedValues)}\n";
        var position = Position?.ToString(CultureInfo.InvariantCulture) ?? Named;
        return $"""
            Type: {Type}
            Parameter Sets: {Joined(ParameterSets)}
            {("Aliases: " + Joined(Aliases)).TrimEnd()}
            {accepted}
            Required: {Required}
            Position: {position}
            Default value: {DefaultValue}
            Accept pipeline input: {PipelineInput}
            Accept wildcard characters: {Wildcards}
            """;
    }

    private static string Joined(IEnumerable<string> values) => string.Join(", ", values);
}

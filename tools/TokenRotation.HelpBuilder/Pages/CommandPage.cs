using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.HelpBuilder.Pages;

/// <summary>A cmdlet's page in PlatyPS's layout. Texts are paragraphs of plain text.</summary>
internal sealed record CommandPage
{
    /// <summary>The cmdlet, <c>Verb-Noun</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the MAML file that the page goes into.</summary>
    public required string HelpFile { get; init; }

    public required string Synopsis { get; init; }

    /// <summary>One entry a parameter set.</summary>
    public required IReadOnlyList<SyntaxEntry> Syntax { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    public required IReadOnlyList<ParameterEntry> Parameters { get; init; }

    public required IReadOnlyList<TypeEntry> Inputs { get; init; }

    public required IReadOnlyList<TypeEntry> Outputs { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<RelatedLink> RelatedLinks { get; init; }

    /// <exception cref="PageException">The page departs from the layout.</exception>
    public static CommandPage Read(MarkdownFile file) => new CommandPageReader(file).Read();
}

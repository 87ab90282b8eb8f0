using Markdig.Syntax;
using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.HelpBuilder.Pages;

/// <summary>
/// Reads a cmdlet's page. The layout is fixed, section by section, so that a forgotten or misspelt heading is a mistake and not
/// a silent gap in the help.
/// </summary>
internal sealed class CommandPageReader(MarkdownFile file)
{
    private const string CommonParameters = "CommonParameters";
    private const string Placeholder = "{{ ";

    private static readonly string[] Layout =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    public CommandPage Read()
    {
        CheckLayout();
        CheckPlaceholders();
        var page = new CommandPage
        {
            Name = file.Name,
            HelpFile = HelpFile(),
            Synopsis = Synopsis(),
            Syntax = Syntax(),
            Description = TextOf("DESCRIPTION"),
            Examples = Under("EXAMPLES").Select(Example).ToList(),
            Parameters = Under("PARAMETERS").Where(section => section.Title != CommonParameters).Select(Parameter).ToList(),
            Inputs = Under("INPUTS").Select(TypeEntry).ToList(),
            Outputs = Under("OUTPUTS").Select(TypeEntry).ToList(),
            Notes = TextOf("NOTES"),
            RelatedLinks = RelatedLinks(),
        };
        CheckParameters(page);
        return page;
    }

    private void CheckLayout()
    {
        for (var i = 0; i < Math.Max(Layout.Length, file.Sections.Count); i++)
        {
            if (i >= file.Sections.Count)
            {
                throw file.Error(file.Sections[^1].Heading, $"The section '## {Layout[i]}' is missing after this one.");
            }

            if (i >= Layout.Length || file.Sections[i].Title != Layout[i])
            {
                var expected = i < Layout.Length ? $"'## {Layout[i]}'" : "the end of the page";
                throw file.Error(file.Sections[i].Heading, $"Expected {expected}, found '## {file.Sections[i].Title}'.");
            }
        }
    }

    private void CheckPlaceholders()
    {
        foreach (var block in file.Sections.SelectMany(section => section.Blocks))
        {
            var text = file.Text.AsSpan(block.Span.Start, block.Span.Length);
            if (text.Contains(Placeholder, StringComparison.Ordinal))
            {
                throw file.Error(block, "A placeholder was left here.");
            }
        }
    }

    private string HelpFile() =>
        file.FrontMatter().TryGetValue("external help file", out var name) && name.Length > 0
            ? name
            : throw file.Error(file.Sections[0].Heading, "The front matter must name the 'external help file'.");

    private string Synopsis()
    {
        var text = TextOf("SYNOPSIS");
        return text.Count == 1 ? text[0] : throw file.Error(Section("SYNOPSIS").Heading, "The synopsis is one paragraph.");
    }

    private List<SyntaxEntry> Syntax()
    {
        var section = Section("SYNTAX");
        return section.Intro.FirstOrDefault() is FencedCodeBlock only
            ? [SyntaxEntry.Read(file, file.Name, null, only)]
            : section.Subsections.Select(set => SyntaxEntry.Read(file, file.Name, set.Title, OnlyCode(set))).ToList();
    }

    private FencedCodeBlock OnlyCode(Section section) =>
        section.Blocks is [FencedCodeBlock code]
            ? code
            : throw file.Error(section.Heading, "One block of code is expected under this heading.");

    private Example Example(Section section, int index)
    {
        var number = $"Example {index + 1}: ";
        if (!section.Title.StartsWith(number, StringComparison.Ordinal))
        {
            throw file.Error(section.Heading, $"The heading must begin with '{number}'.");
        }

        if (section.Blocks is not [FencedCodeBlock { Info: "powershell" } code, ..])
        {
            throw file.Error(section.Heading, "An example begins with a block of powershell code.");
        }

        var remarks = NotEmpty(section, PlainText.Of(file, section.Blocks.Skip(1)));
        return new Example(section.Title, code.Lines.ToString(), remarks);
    }

    private ParameterEntry Parameter(Section section)
    {
        if (!section.Title.StartsWith('-'))
        {
            throw file.Error(section.Heading, "A parameter's heading is '### -Name'.");
        }

        var blocks = section.Blocks.Where(IsFacts).Cast<FencedCodeBlock>().ToList();
        if (blocks.Count == 0)
        {
            throw file.Error(section.Heading, "The parameter's facts, a block of yaml, are missing.");
        }

        var facts = blocks.Select(block => ParameterFacts.Read(file, block)).ToList();
        var description = PlainText.Of(file, section.Blocks.Where(block => !IsFacts(block)));
        return new ParameterEntry(section.Title[1..], NotEmpty(section, description), facts);
    }

    private TypeEntry TypeEntry(Section section) => new(section.Title, NotEmpty(section, section.Text()));

    private List<RelatedLink> RelatedLinks() =>
        Section("RELATED LINKS").Links().Select(link => new RelatedLink(
            PlainText.Of(link), MarkdownFile.IsRelative(link.Url) ? string.Empty : link.Url ?? string.Empty)).ToList();

    private void CheckParameters(CommandPage page)
    {
        var inSyntax = page.Syntax.SelectMany(entry => entry.Parameters).Select(parameter => parameter.Name).ToHashSet();
        var described = page.Parameters.Select(parameter => parameter.Name).ToList();
        if (described.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw file.Error(HeadingOf(twice.Key), $"-{twice.Key} is described more than once.");
        }

        if (inSyntax.Except(described).FirstOrDefault() is { } missing)
        {
            throw file.Error(Section("PARAMETERS").Heading, $"The syntax has -{missing}, which is not described.");
        }

        if (described.FirstOrDefault(name => !inSyntax.Contains(name)) is { } unknown)
        {
            throw file.Error(HeadingOf(unknown), $"The syntax has no -{unknown}.");
        }
    }

    private HeadingBlock HeadingOf(string parameter) =>
        Under("PARAMETERS").Last(section => section.Title == "-" + parameter).Heading;

    private IReadOnlyList<string> NotEmpty(Section section, IReadOnlyList<string> text) =>
        text.Count > 0 ? text : throw file.Error(section.Heading, "There is no text under this heading.");

    private IReadOnlyList<string> TextOf(string title) => NotEmpty(Section(title), Section(title).Text());

    private IReadOnlyList<Section> Under(string title)
    {
        var section = Section(title);
        return section.Subsections is { Count: > 0 } under && !section.Intro.Any()
            ? under
            : throw file.Error(section.Heading, "Third-level headings are expected under this one, and no text before them.");
    }

    private Section Section(string title) => file.Sections.Single(section => section.Title == title);

    private static bool IsFacts(Block block) => block is FencedCodeBlock { Info: "yaml" };
}

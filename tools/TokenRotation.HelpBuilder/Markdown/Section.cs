using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace TokenRotation.HelpBuilder.Markdown;

/// <summary>A heading and what stands under it, deeper headings included.</summary>
/// <param name="File">The file that the section is part of.</param>
/// <param name="Heading">The heading.</param>
/// <param name="Blocks">What follows, up to the next heading of the same or a higher level.</param>
internal sealed record Section(MarkdownFile File, HeadingBlock Heading, IReadOnlyList<Block> Blocks)
{
    public string Title => PlainText.Of(Heading.Inline);

    /// <summary>The blocks before the first deeper heading.</summary>
    public IEnumerable<Block> Intro => Blocks.TakeWhile(block => block is not HeadingBlock);

    /// <summary>The sections one level below this one.</summary>
    public IReadOnlyList<Section> Subsections =>
        Split(File, Blocks.SkipWhile(block => block is not HeadingBlock).ToList(), Heading.Level + 1);

    /// <summary>The section's own text, as paragraphs of plain text.</summary>
    public IReadOnlyList<string> Text() => PlainText.Of(File, Blocks);

    public IEnumerable<LinkInline> Links() => Blocks.SelectMany(block =>
        block is LeafBlock leaf ? leaf.Inline?.Descendants<LinkInline>() ?? [] : block.Descendants<LinkInline>());

    /// <summary>Cuts blocks at the headings of a level.</summary>
    /// <exception cref="Pages.PageException">A heading skips a level.</exception>
    public static List<Section> Split(MarkdownFile file, IReadOnlyList<Block> blocks, int level)
    {
        var sections = new List<Section>();
        for (var start = 0; start < blocks.Count;)
        {
            if (blocks[start] is not HeadingBlock heading || heading.Level != level)
            {
                throw file.Error(blocks[start], $"A heading of level {level} is expected here.");
            }

            var end = start + 1;
            while (end < blocks.Count && !(blocks[end] is HeadingBlock next && next.Level <= level))
            {
                end++;
            }

            sections.Add(new Section(file, heading, blocks.Skip(start + 1).Take(end - start - 1).ToList()));
            start = end;
        }

        return sections;
    }
}

using System.Text;
using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.HelpBuilder.Topics;

/// <summary>A section of a topic: a heading, its paragraphs, and the sections under it.</summary>
internal sealed record TopicSection(
    string Title, int Level, IReadOnlyList<string> Paragraphs, IReadOnlyList<TopicSection> Subsections)
{
    /// <summary>Spaces before a line of text; headings stand further left, by their level.</summary>
    public const int TextIndent = 4;

    private const int TopLevel = 2;

    public static TopicSection Read(Section section) => new(
        section.Title,
        section.Heading.Level,
        PlainText.Of(section.File, section.Intro),
        section.Subsections.Select(Read).ToList());

    public void AppendTo(StringBuilder text)
    {
        text.Append('\n').Append(Wrapping.Wrap(Title, Math.Min(Level - TopLevel, 1) * TextIndent / 2)).Append('\n');
        var first = true;
        foreach (var paragraph in Paragraphs)
        {
            text.Append(first ? string.Empty : "\n").Append(Wrapping.Wrap(paragraph, TextIndent)).Append('\n');
            first = false;
        }

        foreach (var subsection in Subsections)
        {
            subsection.AppendTo(text);
        }
    }
}

using System.Text;
using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.HelpBuilder.Topics;

/// <summary>
/// An <c>about_</c> topic. PowerShell reads its summary from the plain text, from what stands under SHORT DESCRIPTION.
/// </summary>
/// <param name="Name">The topic, <c>about_…</c>.</param>
/// <param name="Sections">The sections, the short description first.</param>
internal sealed record AboutTopic(string Name, IReadOnlyList<TopicSection> Sections)
{
    private const string ShortDescription = "SHORT DESCRIPTION";

    /// <exception cref="PageException">The topic does not begin with its short description.</exception>
    public static AboutTopic Read(MarkdownFile file)
    {
        var sections = file.Sections.Select(TopicSection.Read).ToList();
        return sections is [{ Title: ShortDescription, Paragraphs.Count: 1 }, ..]
            ? new AboutTopic(file.Name, sections)
            : throw file.Error(file.Title, $"A topic begins with '## {ShortDescription}' and one paragraph.");
    }

    /// <summary>The text of <c>about_….help.txt</c>: 80 columns, headings further left than their text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append("TOPIC\n").Append(Wrapping.Wrap(Name, TopicSection.TextIndent)).Append('\n');
        foreach (var section in Sections)
        {
            section.AppendTo(text);
        }

        return text.ToString();
    }
}

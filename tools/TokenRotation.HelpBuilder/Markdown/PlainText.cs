using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace TokenRotation.HelpBuilder.Markdown;

/// <summary>
/// Markdown as a console shows it: no marks, one string a paragraph. Line breaks inside a string are meant: list items and
/// lines of code.
/// </summary>
internal static class PlainText
{
    private const string CodeIndent = "    ";

    /// <exception cref="Pages.PageException">A block has no plain form: a table, a picture, HTML.</exception>
    public static IReadOnlyList<string> Of(MarkdownFile file, IEnumerable<Block> blocks) =>
        blocks.Select(block => Of(file, block)).Where(text => text.Length > 0).ToList();

    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            Append(text, inline);
        }

        return text.ToString();
    }

    /// <summary>A paragraph of code without its indentation; any other paragraph as it is.</summary>
    public static string Unindented(string paragraph)
    {
        var lines = paragraph.Split('\n');
        return lines.All(line => line.Length == 0 || line.StartsWith(CodeIndent, StringComparison.Ordinal))
            ? string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[CodeIndent.Length..]))
            : paragraph;
    }

    private static string Of(MarkdownFile file, Block block) => block switch
    {
        HtmlBlock { Type: HtmlBlockType.Comment } or LinkReferenceDefinitionGroup => string.Empty,
        ParagraphBlock paragraph => Checked(file, paragraph),
        HeadingBlock heading => Of(heading.Inline),
        CodeBlock code => Indented(code.Lines.ToString(), CodeIndent),
        ListBlock list => Of(file, list),
        QuoteBlock quote => string.Join("\n\n", Of(file, (IEnumerable<Block>)quote)),
        Table => throw file.Error(block, "Help is plain text: write a list instead of a table."),
        _ => throw file.Error(block, $"Help is plain text: it has no form for this ({block.GetType().Name})."),
    };

    private static string Checked(MarkdownFile file, ParagraphBlock paragraph)
    {
        var strange = paragraph.Inline!.Descendants()
            .FirstOrDefault(inline => inline is HtmlInline or LinkInline { IsImage: true });
        return strange is null
            ? Of(paragraph.Inline)
            : throw file.Error(paragraph, "Help is plain text: it has no form for HTML or a picture. Write <word> as `<word>`.");
    }

    private static string Of(MarkdownFile file, ListBlock list)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        var items = list.Cast<ListItemBlock>().Select(item =>
        {
            var bullet = list.IsOrdered ? $"{number++}. " : "- ";
            var text = string.Join("\n", Of(file, (IEnumerable<Block>)item));
            return bullet + Indented(text, new string(' ', bullet.Length)).TrimStart();
        });
        return string.Join("\n", items);
    }

    private static string Indented(string text, string indent) =>
        string.Join("\n", text.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? line : indent + line));

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline line:
                text.Append(line.IsHard ? '\n' : ' ');
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case LinkInline link:
                text.Append(Of(link));
                if (!MarkdownFile.IsRelative(link.Url))
                {
                    text.Append(" (").Append(link.Url).Append(')');
                }

                break;
            case ContainerInline container:
                text.Append(Of(container));
                break;
        }
    }
}

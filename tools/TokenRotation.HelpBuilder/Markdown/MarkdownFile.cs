using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.HelpBuilder.Markdown;

/// <summary>
/// A Markdown file under one first-level heading that repeats the file's name. Every block knows its place, for errors and
/// for rewriting a part of the file.
/// </summary>
internal sealed class MarkdownFile
{
    // Tables are parsed only to be refused: help is plain text in a console.
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UsePreciseSourceLocation().Build();

    private readonly MarkdownDocument _document;

    private MarkdownFile(string path, string text)
    {
        Path = path;
        Text = text;
        _document = Markdig.Markdown.Parse(text, Pipeline);
        Title = CheckedTitle();
        Sections = SectionsUnder(Title);
    }

    public string Path { get; }

    public string Text { get; }

    /// <summary>The file's name without extension, which is its title too.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The first-level heading.</summary>
    public HeadingBlock Title { get; }

    /// <summary>The second-level sections, in order.</summary>
    public IReadOnlyList<Section> Sections { get; }

    public static MarkdownFile Read(string path) => Parse(path, File.ReadAllText(path));

    /// <exception cref="PageException">The title is missing or is not the file's name.</exception>
    public static MarkdownFile Parse(string path, string text) => new(path, text);

    /// <summary>The front matter's <c>key: value</c> lines.</summary>
    public IReadOnlyDictionary<string, string> FrontMatter() =>
        _document.OfType<YamlFrontMatterBlock>().FirstOrDefault() is { } block
            ? KeyValueLines.Read(this, block)
            : new Dictionary<string, string>();

    /// <summary>Links to other files must lead to a file.</summary>
    /// <exception cref="PageException">A relative link leads nowhere.</exception>
    public void CheckLinks()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        foreach (var link in _document.Descendants<LinkInline>().Where(link => IsRelative(link.Url)))
        {
            var target = link.Url!.Split('#')[0];
            if (target.Length > 0 && !File.Exists(System.IO.Path.Combine(folder, target)))
            {
                throw Error(link.Line, $"The link leads to {target}, which does not exist.");
            }
        }
    }

    /// <summary>True for a link to another file of the docs, which means nothing in a console.</summary>
    public static bool IsRelative(string? url) => !string.IsNullOrEmpty(url) && !Uri.TryCreate(url, UriKind.Absolute, out _);

    public PageException Error(Block block, string message) => Error(block.Line, message);

    private PageException Error(int line, string message) => new(new PageError(Path, line + 1, message));

    private HeadingBlock CheckedTitle()
    {
        var titles = _document.OfType<HeadingBlock>().Where(heading => heading.Level == 1).ToList();
        if (titles.Count == 0)
        {
            throw Error(0, $"A first-level heading '# {Name}' is missing.");
        }

        if (titles.Count > 1)
        {
            throw Error(titles[1], "There is more than one first-level heading.");
        }

        if (PlainText.Of(titles[0].Inline) != Name)
        {
            throw Error(titles[0], $"The first-level heading must be the file's name, '# {Name}'.");
        }

        return titles[0];
    }

    private List<Section> SectionsUnder(HeadingBlock title)
    {
        var blocks = _document.SkipWhile(block => block != title).Skip(1).Where(block => !IsComment(block)).ToList();
        if (blocks.Count > 0 && blocks[0] is not HeadingBlock { Level: 2 })
        {
            throw Error(blocks[0], "Text must stand under a second-level heading.");
        }

        return Section.Split(this, blocks, level: 2);
    }

    private static bool IsComment(Block block) => block is HtmlBlock { Type: HtmlBlockType.Comment };
}

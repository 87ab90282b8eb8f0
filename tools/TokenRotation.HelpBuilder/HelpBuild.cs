using TokenRotation.HelpBuilder.CommandHelp;
using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;
using TokenRotation.HelpBuilder.Topics;

namespace TokenRotation.HelpBuilder;

/// <summary>
/// One run: every page of a folder becomes help. <c>about_*.md</c> is a topic, any other <c>*.md</c> a cmdlet's page.
/// Nothing is written unless all pages are right, so that a build never stages half a help.
/// </summary>
internal static class HelpBuild
{
    private const string TopicPrefix = "about_";

    /// <param name="pagesFolder">The Markdown.</param>
    /// <param name="outputFolder">Where the help goes.</param>
    /// <param name="onlinePages">The address of the folder of pages, for readers; it ends with a slash.</param>
    /// <returns>The mistakes found, by file; none when the help was written.</returns>
    public static IReadOnlyList<PageError> Run(string pagesFolder, string outputFolder, Uri onlinePages)
    {
        var errors = new List<PageError>();
        var pages = new List<CommandPage>();
        var topics = new List<AboutTopic>();
        foreach (var file in Directory.EnumerateFiles(pagesFolder, "*.md").Order(StringComparer.Ordinal))
        {
            try
            {
                var document = MarkdownFile.Read(file);
                document.CheckLinks();
                if (document.Name.StartsWith(TopicPrefix, StringComparison.Ordinal))
                {
                    topics.Add(AboutTopic.Read(document));
                }
                else
                {
                    pages.Add(CommandPage.Read(document));
                }
            }
            catch (PageException mistake)
            {
                errors.Add(mistake.Error);
            }
        }

        if (errors.Count == 0)
        {
            Write(pages, topics, outputFolder, onlinePages);
        }

        return errors;
    }

    private static void Write(List<CommandPage> pages, List<AboutTopic> topics, string outputFolder, Uri onlinePages)
    {
        Directory.CreateDirectory(outputFolder);
        foreach (var stale in Directory.EnumerateFiles(outputFolder, TopicPrefix + "*.help.txt"))
        {
            File.Delete(stale);
        }

        foreach (var file in pages.GroupBy(page => page.HelpFile, StringComparer.Ordinal))
        {
            MamlFile.Of(file, onlinePages).Save(Path.Combine(outputFolder, file.Key));
        }

        foreach (var topic in topics)
        {
            File.WriteAllText(Path.Combine(outputFolder, topic.Name + ".help.txt"), topic.ToText());
        }
    }
}

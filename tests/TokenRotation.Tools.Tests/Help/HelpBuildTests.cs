using System.Xml.Linq;
using TokenRotation.HelpBuilder;

namespace TokenRotation.Tools.Tests.Help;

public sealed class HelpBuildTests : IDisposable
{
    private const string Topic = "# about_Things\n\n## SHORT DESCRIPTION\nThings.\n";

    private readonly DirectoryInfo _pages = Directory.CreateTempSubdirectory("help-pages");
    private readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("help-output");

    public void Dispose()
    {
        _pages.Delete(recursive: true);
        _output.Delete(recursive: true);
    }

    [Fact]
    public void Pages_become_one_MAML_file_and_topics_a_text_each()
    {
        Page("Get-Thing.md", SamplePage.Text.Replace("Set-Thing.md", "about_Things.md", StringComparison.Ordinal));
        Page("about_Things.md", Topic);

        Assert.Empty(Build());

        Assert.Equal(["Sample.dll-Help.xml", "about_Things.help.txt"], Written());
        var maml = XDocument.Load(Path.Combine(_output.FullName, "Sample.dll-Help.xml"));
        Assert.Single(maml.Root!.Elements());
    }

    [Fact]
    public void Every_page_with_a_mistake_is_told_and_nothing_is_written()
    {
        Page("Get-Thing.md", SamplePage.Text);
        Page("Bad-Thing.md", SamplePage.Text);
        Page("about_Things.md", Topic);

        var errors = Build();

        Assert.Equal(["Bad-Thing.md", "Get-Thing.md"], errors.Select(error => Path.GetFileName(error.File)));
        Assert.Equal(8, errors[0].Line);
        Assert.Contains("Set-Thing.md, which does not exist", errors[1].Message, StringComparison.Ordinal);
        Assert.Equal(SamplePage.LineOf(SamplePage.Text, "[Set-Thing]"), errors[1].Line);
        Assert.Empty(Written());
    }

    [Fact]
    public void The_help_of_a_topic_that_is_gone_goes_too()
    {
        File.WriteAllText(Path.Combine(_output.FullName, "about_Gone.help.txt"), "");
        Page("about_Things.md", Topic);

        Assert.Empty(Build());

        Assert.Equal(["about_Things.help.txt"], Written());
    }

    private void Page(string name, string text) => File.WriteAllText(Path.Combine(_pages.FullName, name), text);

    private IReadOnlyList<HelpBuilder.Pages.PageError> Build() =>
        HelpBuild.Run(_pages.FullName, _output.FullName, new Uri("https://example.org/pages/"));

    private IEnumerable<string?> Written() =>
        _output.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);
}

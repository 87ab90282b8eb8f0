using Markdig;
using Markdig.Syntax;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// No block of code in README, docs and help pages is overlooked: it runs as an example, or a reason says why not.
/// </summary>
public sealed class CodeBlockTests
{
    // What is no command.
    private static readonly string[] Pictures = ["mermaid", "text", "csharp"];

    // In the page of a cmdlet: the syntax and the facts of a parameter, which HelpPageTests compares with the cmdlet.
    private static readonly string[] Facts = ["", "yaml"];

    private static readonly string[] Tried = [RunnableCode.PowerShell, "json"];

    public static TheoryData<string> Files =>
    [
        .. ExampleTests.Pages,
        .. HelpPages,
        "CONTRIBUTING.md",
        "src/TokenRotation.Sandbox/README.md",
        .. Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, "docs", "evidence"), "*.md").Select(Relative),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_block_runs_or_has_a_reason(string file)
    {
        var runs = ExampleTests.Pages.Concat(HelpPages).Contains(file);
        var commands = BlocksIn(file).Where(block => !runs || !Tried.Contains(block.Info));

        Assert.All(commands, block => Assert.True(BlocksThatDoNotRun.Hold(file, block.Lines.ToString()), block.Lines.ToString()));
    }

    [Fact]
    public void Every_reason_belongs_to_a_block()
    {
        Assert.All(BlocksThatDoNotRun.All, entry => Assert.Contains(
            BlocksIn(entry.File), block => BlocksThatDoNotRun.Match(entry, entry.File, block.Lines.ToString())));
    }

    private static IEnumerable<string> HelpPages => Directory.EnumerateFiles(ModuleHelp.Folder, "*.md").Select(Relative);

    private static IEnumerable<FencedCodeBlock> BlocksIn(string file) =>
        Markdown.Parse(File.ReadAllText(Path.Combine(BuiltFiles.RepositoryRoot, file)))
            .Descendants<FencedCodeBlock>()
            .Where(block => !Pictures.Contains(block.Info))
            .Where(block => !Facts.Contains(block.Info ?? string.Empty) || !IsOfCmdlet(file));

    private static bool IsOfCmdlet(string file) => ModuleHelp.PageNames().Any(name => file == $"docs/en-US/{name}.md");

    private static string Relative(string path) => Path.GetRelativePath(BuiltFiles.RepositoryRoot, path).Replace('\\', '/');
}

using Markdig;
using Markdig.Syntax;

namespace TokenRotation.Module.Tests.Help;

/// <summary>No block of code in README and docs is overlooked: it runs as an example, or a reason says why not.</summary>
public sealed class CodeBlockTests
{
    // What is no command.
    private static readonly string[] Pictures = ["mermaid", "text", "csharp"];

    public static TheoryData<string> Files =>
    [
        .. ExampleTests.Pages,
        "CONTRIBUTING.md",
        "src/TokenRotation.Sandbox/README.md",
        .. Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, "docs", "evidence"), "*.md").Select(Relative),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_block_runs_or_has_a_reason(string file)
    {
        var commands = BlocksIn(file).Where(block => block.Info != "powershell" || !ExampleTests.Pages.Contains(file));

        Assert.All(commands, block => Assert.True(BlocksThatDoNotRun.Hold(file, block.Lines.ToString()), block.Lines.ToString()));
    }

    [Fact]
    public void Every_reason_belongs_to_a_block()
    {
        Assert.All(BlocksThatDoNotRun.All, entry => Assert.Contains(
            BlocksIn(entry.File), block => BlocksThatDoNotRun.Match(entry, entry.File, block.Lines.ToString())));
    }

    private static IEnumerable<FencedCodeBlock> BlocksIn(string file) =>
        Markdown.Parse(File.ReadAllText(Path.Combine(BuiltFiles.RepositoryRoot, file)))
            .Descendants<FencedCodeBlock>()
            .Where(block => !Pictures.Contains(block.Info));

    private static string Relative(string path) => Path.GetRelativePath(BuiltFiles.RepositoryRoot, path).Replace('\\', '/');
}

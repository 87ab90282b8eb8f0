using Markdig;
using Markdig.Syntax;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// A block of PowerShell in the docs. The words after <c>powershell</c> on its fence, which readers never see, say what must
/// have happened before it runs; <see cref="ExampleTenant"/> knows them.
/// </summary>
internal sealed record RunnableCode(string Place, string Code, IReadOnlyList<string> SetUp)
{
    private const string Language = "powershell";

    /// <summary>All blocks of a file; the place is the file's name and the line of the fence.</summary>
    public static IEnumerable<RunnableCode> In(string path) =>
        Markdown.Parse(File.ReadAllText(path)).Descendants<FencedCodeBlock>().Where(block => block.Info == Language).Select(block => new RunnableCode(
            $"{Path.GetFileName(path)}:{block.Line + 1}",
            block.Lines.ToString(),
            (block.Arguments ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}

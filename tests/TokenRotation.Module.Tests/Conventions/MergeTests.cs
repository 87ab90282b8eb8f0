namespace TokenRotation.Module.Tests.Conventions;

/// <summary>Nothing that a merge could not decide is left in a page or a script, which no compiler reads.</summary>
public sealed class MergeTests
{
    private static readonly string[] Folders = [".ci", ".github", "docs", "samples", "src", "tests", "tools", "benchmarks"];

    [Fact]
    public void No_conflict_is_left()
    {
        var files = Directory.EnumerateFiles(BuiltFiles.RepositoryRoot)
            .Concat(Folders.SelectMany(Files))
            .Where(file => !file.EndsWith(".png", StringComparison.Ordinal))
            .ToList();

        Assert.Contains(files, file => Path.GetFileName(file) == "README.md");
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.StartsWith("<<<<<<< ", StringComparison.Ordinal)
                || line.Text.StartsWith(">>>>>>> ", StringComparison.Ordinal)
            select $"{Path.GetRelativePath(BuiltFiles.RepositoryRoot, file)} {line.Number}");
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, folder), "*", SearchOption.AllDirectories);
}

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>Lines of src are as long as .editorconfig says, at most.</summary>
public sealed class LineTests
{
    private const int MostColumns = 130;

    private static string Root => Path.Combine(BuiltFiles.RepositoryRoot, "src");

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Root).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_line_is_too_long(string project)
    {
        var files = Directory.GetFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
            from line in File.ReadLines(file).Select((text, index) => (Length: text.Length, Number: index + 1))
            where line.Length > MostColumns
            select $"{path} {line.Number}: {line.Length} columns");
    }
}

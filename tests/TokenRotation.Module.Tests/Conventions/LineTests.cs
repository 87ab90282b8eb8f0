namespace TokenRotation.Module.Tests.Conventions;

/// <summary>
/// Lines are as long as .editorconfig says, at most. The text of a raw string literal stands as it is sent or run.
/// </summary>
public sealed class LineTests
{
    private const int MostColumns = 130;
    private const string RawQuotes = "\"\"\"";

    public static TheoryData<string> Folders =>
    [
        .. new[] { "src", "tests" }.SelectMany(folder => Directory.GetDirectories(PathOf(folder)))
            .Where(folder => SourcesIn(folder).Any())
            .Select(folder => Path.GetRelativePath(BuiltFiles.RepositoryRoot, folder).Replace('\\', '/')),
        "benchmarks",
        "samples",
        "tools",
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_line_is_too_long(string folder)
    {
        var files = SourcesIn(PathOf(folder)).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from line in LongLinesOf(File.ReadAllLines(file))
            select $"{Path.GetRelativePath(BuiltFiles.RepositoryRoot, file)} {line}");
    }

    [Fact]
    public void A_line_that_is_too_long_is_found_and_the_text_of_raw_literals_left_alone()
    {
        var text = new string('x', MostColumns);

        Assert.Equal(
            ["2: 131 columns", "6: 131 columns"],
            LongLinesOf([text, $"{text}x", $"var json = {RawQuotes}", $"{text}x", $"{RawQuotes};", $"{text}x",
                $"{RawQuotes}{text}{RawQuotes}"]));
    }

    private static IEnumerable<string> LongLinesOf(string[] lines)
    {
        var isInRaw = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var quotes = lines[i].Split(RawQuotes).Length - 1;
            if (lines[i].Length > MostColumns && !isInRaw && quotes == 0)
            {
                yield return $"{i + 1}: {lines[i].Length} columns";
            }

            isInRaw ^= quotes % 2 == 1;
        }
    }

    private static string PathOf(string folder) => Path.Combine(BuiltFiles.RepositoryRoot, folder);

    private static IEnumerable<string> SourcesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}

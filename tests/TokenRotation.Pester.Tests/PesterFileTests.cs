namespace TokenRotation.Pester.Tests;

/// <summary>
/// Every Pester file of the repository, one after the other in one shell, as Invoke-Pester runs a folder. A test that fails
/// stands in Pester's own words.
/// </summary>
public abstract class PesterFileTests(PesterShell shell)
{
    private static readonly string[] Folders = ["samples", Path.Combine("tests", "Pester")];

    public static TheoryData<string> Files => [.. All.Where(file => !IsSlow(file))];

    public static TheoryData<string> LongFiles => [.. All.Where(IsSlow)];

    private static IEnumerable<string> All => Folders
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(BuiltFiles.RepositoryRoot, folder), "*.Tests.ps1", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(BuiltFiles.RepositoryRoot, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Files))]
    public Task Passes(string file) => PassAsync(file);

    [Theory]
    [MemberData(nameof(LongFiles))]
    [Trait("Category", "Long")]
    public Task Passes_slowly(string file) => PassAsync(file);

    // Each of their tests starts a shell of its own, or draws a view at each width, alive and deserialized.
    private static bool IsSlow(string file) =>
        file.EndsWith(".Scheduled.Tests.ps1", StringComparison.Ordinal) || file == "tests/Pester/Views.Tests.ps1";

    private async Task PassAsync(string file)
    {
        var (passed, text) = await shell.RunAsync(Path.Combine(BuiltFiles.RepositoryRoot, file));

        Assert.True(passed, text);
    }
}

/// <summary>Under the Pester that most machines have.</summary>
public sealed class Pester5Tests(Pester5Shell shell) : PesterFileTests(shell), IClassFixture<Pester5Shell>;

/// <summary>Under the Pester that replaces it.</summary>
public sealed class Pester6Tests(Pester6Shell shell) : PesterFileTests(shell), IClassFixture<Pester6Shell>;

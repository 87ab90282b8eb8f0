namespace TokenRotation.Pester.Tests;

/// <summary>Every Pester file of the repository, each in a fresh shell. A test that fails stands in Pester's own words.</summary>
public abstract class PesterFileTests(string pester)
{
    private static readonly string[] Folders = ["samples", Path.Combine("tests", "Pester")];

    public static TheoryData<string> Files =>
    [
        .. Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(BuiltFiles.RepositoryRoot, folder), "*.Tests.ps1", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(BuiltFiles.RepositoryRoot, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Passes(string file)
    {
        var (exitCode, text) = await Shell.RunAsync(
            Path.Combine(BuiltFiles.RepositoryRoot, "tests", "Pester", "Support", "Invoke-PesterFile.ps1"),
            "-Path", Path.Combine(BuiltFiles.RepositoryRoot, file),
            "-Pester", BuiltFiles.Pester(pester));

        Assert.True(exitCode == 0, text);
    }
}

/// <summary>Under the Pester that most machines have.</summary>
public sealed class Pester5Tests() : PesterFileTests("5.7.1");

/// <summary>Under the Pester that replaces it.</summary>
public sealed class Pester6Tests() : PesterFileTests("6.2.0");

using System.Text.RegularExpressions;

namespace TokenRotation.Module.Tests.Conventions;

/// <summary>
/// What the documents promise about security, and against failures, names the tests that hold it, and these exist.
/// </summary>
public sealed class PromiseTests
{
    private static readonly Regex Named = new(@"`(?<class>[A-Z]\w+Tests)\.(?<test>[A-Z]\w+)`", RegexOptions.ExplicitCapture);

    private static readonly Regex NamedFile = new(@"`(?<file>tests/Pester/[\w-]+\.Tests\.ps1)`", RegexOptions.ExplicitCapture);

    [Theory]
    [InlineData("docs/security-model.md", "## What holds", "## What does not")]
    [InlineData("docs/en-US/about_DtRotation_Security.md", "### What the module does", "### What is left to you")]
    public void Every_promise_names_its_tests(string page, string from, string to)
    {
        var promises = PromisesIn(page, from, to);

        Assert.True(promises.Count > 5, "no promises are found");
        Assert.All(promises, promise => Assert.True(Named.IsMatch(promise) || NamedFile.IsMatch(promise), promise));
    }

    [Theory]
    [InlineData("docs/security-model.md")]
    [InlineData("docs/en-US/about_DtRotation_Security.md")]
    [InlineData("docs/evidence/failure-modes.md")]
    public void Every_test_that_is_named_exists(string page)
    {
        var files = Directory.EnumerateFiles(
            Path.Combine(BuiltFiles.RepositoryRoot, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

        Assert.All(Named.Matches(Text(page)), named => Assert.Contains(
            files[named.Groups["class"].Value],
            text => Regex.IsMatch(text, @$"public (async Task|Task|void) {named.Groups["test"].Value}\(")));
        Assert.All(
            NamedFile.Matches(Text(page)),
            named => Assert.True(File.Exists(Path.Combine(BuiltFiles.RepositoryRoot, named.Groups["file"].Value)), named.Value));
    }

    private static List<string> PromisesIn(string page, string from, string to)
    {
        var text = Text(page);
        var start = text.IndexOf(from, StringComparison.Ordinal);
        var end = text.IndexOf(to, start, StringComparison.Ordinal);
        return [.. Regex.Split(text[start..end], @"(?m)^- ").Skip(1)];
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(BuiltFiles.RepositoryRoot, page));
}

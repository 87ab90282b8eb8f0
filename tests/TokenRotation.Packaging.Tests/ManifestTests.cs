using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace TokenRotation.Packaging.Tests;

public sealed class ManifestTests
{
    private static readonly string Manifest = Path.Combine(BuildFacts.RepositoryRoot, "TokenRotation.psd1");

    [Fact]
    public void Test_ModuleManifest_has_nothing_to_say()
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var powershell = PowerShell.Create(runspace);

        var module = Assert.Single(
            powershell.AddCommand("Test-ModuleManifest").AddParameter("Path", BuildFacts.StagedManifest).Invoke<PSModuleInfo>());

        Assert.Empty(powershell.Streams.Error);
        Assert.Empty(powershell.Streams.Warning);
        Assert.Equal(["Desktop", "Core"], module.CompatiblePSEditions);
        Assert.Equal(new Version(5, 1), module.PowerShellVersion);
        Assert.NotEmpty(module.ReleaseNotes);
    }

    [Fact]
    public void Exports_are_listed_one_by_one()
    {
        var text = File.ReadAllText(Manifest);

        Assert.DoesNotContain("'*'", text, StringComparison.Ordinal);
        Assert.All(
            ["FunctionsToExport", "VariablesToExport", "AliasesToExport"],
            key => Assert.Matches($@"(?m)^\s*{key}\s*=\s*@\(\)", text));
    }

    [Fact]
    public void Changelog_opens_with_the_manifests_version()
    {
        var first = File.ReadLines(Path.Combine(BuildFacts.RepositoryRoot, "CHANGELOG.md"))
            .First(line => line.StartsWith("## [", StringComparison.Ordinal) && line != "## [Unreleased]");

        Assert.StartsWith($"## [{ModuleManifest.Read(Manifest).Version}]", first, StringComparison.Ordinal);
    }
}

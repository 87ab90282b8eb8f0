namespace TokenRotation.Packaging.Tests;

/// <summary>What the folder of packages is for: an account that has nothing installs from it, and works.</summary>
[Collection(nameof(PackagedModule))]
public sealed class InstalledTests(PackagedModule package)
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task Packages_are_installed_from_a_folder_and_work()
    {
        string[] shell = ["exec", BuildFacts.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File"];

        var said = await ChildProcess.RunDotNetAsync(
            new Dictionary<string, string?>
            {
                ["TOKENROTATION_FEED"] = package.First,
                ["NO_COLOR"] = "1",
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
                ["PSModulePath"] = null,
            },
            [.. shell, "tests/Pester/Support/Invoke-PesterFile.ps1", "-Path", "tests/Packages", "-Pester", BuildFacts.Pester]);

        Assert.Contains("Failed: 0, Skipped: 0, Inconclusive: 0, NotRun: 0", said, StringComparison.Ordinal);
    }
}

using System.Diagnostics;

namespace TokenRotation.Pester.Tests;

/// <summary>The sample that tries the module in a shell, in the shell that comes as a package.</summary>
public sealed class TryWindowsTests
{
    [Fact]
    public async Task Every_step_works_and_the_block_says_so()
    {
        var (exitCode, text) = await RunAsync("-Module", BuiltFiles.Manifest);

        Assert.True(exitCode == 0, text);
        Assert.Matches("(?m)^failed: 0 of [0-9]+\\r?$", text);
        Assert.DoesNotMatch("dt0[a-z][0-9]{2}\\.[A-Z0-9]+\\.[A-Z0-9]{20,}", text);
    }

    [Fact]
    public async Task A_module_that_cannot_be_loaded_is_said_and_counted()
    {
        var (exitCode, text) = await RunAsync("-Module", Path.Combine(Path.GetTempPath(), "no-such-module.psd1"));

        Assert.InRange(exitCode, 2, 100);
        Assert.Contains("import: FAILED: ", text, StringComparison.Ordinal);
        Assert.Contains($"failed: {exitCode} of ", text, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        var script = Path.Combine(BuiltFiles.RepositoryRoot, "samples", "try-windows.ps1");
        string[] all = ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", script, "-Sandbox",
            BuiltFiles.Sandbox, .. arguments];
        var start = new ProcessStartInfo("dotnet", all) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment.Remove("PSModulePath");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}

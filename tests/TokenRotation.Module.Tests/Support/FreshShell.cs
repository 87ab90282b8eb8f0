using System.Diagnostics;

namespace TokenRotation.Module.Tests;

/// <summary>Runs a script in a fresh process of PowerShell.</summary>
internal static class FreshShell
{
    /// <summary>The script's output, a line an object. Fails the test with the error text when the script fails.</summary>
    public static async Task<string[]> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ps1");
        await File.WriteAllTextAsync(path, "$ErrorActionPreference = 'Stop'\n" + script);
        try
        {
            var start = new ProcessStartInfo("dotnet", ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive",
                "-File", path])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
            start.Environment.Remove("PSModulePath");
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
            return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Diagnostics;

namespace TokenRotation.Module.Tests;

/// <summary>Runs a script in a fresh process that holds nothing but the PowerShell engine.</summary>
internal static class BareShell
{
    /// <summary>The script's output, a line an object. Fails the test with the error text when the script fails.</summary>
    public static async Task<string[]> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ps1");
        await File.WriteAllTextAsync(path, script);
        try
        {
            var start = new ProcessStartInfo("dotnet", [BuiltFiles.BareShell, path]) { RedirectStandardOutput = true, RedirectStandardError = true };
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

using System.Diagnostics;

namespace TokenRotation.Benchmarks;

/// <summary>A whole process of real PowerShell that runs a script, as a user would start it.</summary>
internal static class ShellProcess
{
    /// <summary>Runs a script to its end, and gives what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        string[] arguments = ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", script];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Path.GetFileName(script)} ended with exit code {process.ExitCode}.");
    }
}

using System.Diagnostics;

namespace TokenRotation.Pester.Tests;

/// <summary>PowerShell as a process: no profile, no modules but its own, no colours, no telemetry.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs a script to its end.</summary>
    /// <returns>The exit code, and all that the script has written.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(string script, params string[] arguments)
    {
        string[] all = ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", script, .. arguments];
        var start = new ProcessStartInfo("dotnet", all) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["TOKENROTATION_SANDBOX"] = BuiltFiles.Sandbox;
        start.Environment.Remove("PSModulePath");
        start.Environment.Remove("DT_API_TOKEN");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output + await errors);
    }
}

using System.Diagnostics;
using TokenRotation.Sandbox;

namespace TokenRotation.Module.Tests.Support;

/// <summary>PowerShell in a process of its own, rotating tokens of a sandbox over a socket.</summary>
internal sealed class RotatingProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // After the last request that is waited for, so that the kill may come between two of them.
    private const int LongestPause = 12;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private RotatingProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it; the managing token goes by the environment, never by the command line.</summary>
    /// <param name="sandbox">The tenant.</param>
    /// <param name="folder">Where the secrets are.</param>
    /// <param name="home">The user's folder, which holds the locks between runs.</param>
    /// <param name="arguments">Further arguments of the script.</param>
    public static RotatingProcess Start(SandboxServer sandbox, string folder, string home, params string[] arguments) =>
        new(Launch(sandbox.Url, sandbox.AdminToken, folder, home, arguments));

    /// <summary>Starts the script.</summary>
    public static Process Launch(Uri url, string managingToken, string folder, string home, params string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Journeys", "rotate-in-folder.ps1");
        string[] all = ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", script, "-Manifest",
            BuiltFiles.Manifest, "-Url", url.ToString().TrimEnd('/'), "-Folder", folder, .. arguments];
        var start = new ProcessStartInfo("dotnet", all)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DT_API_TOKEN"] = managingToken;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["LOCALAPPDATA"] = home;
        start.Environment["XDG_DATA_HOME"] = home;
        return Process.Start(start)!;
    }

    /// <summary>Ends it as a crash would: no clean-up of its own runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Kills it once it has made so many requests, a moment later.</summary>
    /// <returns>False if it has succeeded before.</returns>
    public async Task<bool> KillAfterAsync(Task requests, Random random)
    {
        await Task.WhenAny(requests, _process.WaitForExitAsync());
        await Task.Delay(random.Next(LongestPause));
        if (_process.HasExited)
        {
            await SucceedAsync();
            return false;
        }

        await KillAsync();
        return true;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>What it has written; its exit code is checked.</returns>
    public async Task<string> SucceedAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        var text = await _output + await _errors;
        Assert.True(_process.ExitCode == 0, $"exit code {_process.ExitCode}: {text}");
        return text;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;

namespace TokenRotation.Module.Tests.Support;

/// <summary>PowerShell in a process of its own. Whatever it is at, it ends when it is disposed.</summary>
internal sealed class ShellProcess : IDisposable
{
    private readonly Process _process;

    private ShellProcess(Process process)
    {
        _process = process;
        Errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Of the program that was started.</summary>
    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>What it has written to the stream of errors when it has ended.</summary>
    public Task<string> Errors { get; }

    /// <summary>Starts it without a profile, and with nobody to ask.</summary>
    /// <param name="arguments">The script and its arguments, or whatever else follows pwsh.</param>
    /// <param name="home">The user's folder, which holds the locks between runs of one machine.</param>
    /// <param name="variables">Environment variables beside the usual ones; null removes one.</param>
    /// <param name="folder">The folder that it starts in; null for that of this process.</param>
    /// <param name="wrapper">The program that starts the shell, with its arguments; none for the shell itself.</param>
    public static ShellProcess Start(
        IEnumerable<string> arguments,
        string home,
        IEnumerable<KeyValuePair<string, string?>> variables,
        string? folder = null,
        params string[] wrapper)
    {
        return Start([.. wrapper, "dotnet", "exec", BuiltFiles.PowerShell, .. arguments], home, variables, folder);
    }

    /// <summary>
    /// Starts it at a terminal of its own: what is typed there is written to its input, and its output is the screen.
    /// </summary>
    /// <param name="arguments">What follows pwsh.</param>
    /// <param name="home">The user's folder.</param>
    /// <param name="variables">Environment variables beside the usual ones.</param>
    public static ShellProcess StartAtTerminal(
        IEnumerable<string> arguments, string home, IEnumerable<KeyValuePair<string, string?>> variables)
    {
        // Whoever runs the tests in the background has Ctrl+C ignored, and all that they start inherit it.
        string[] line = ["env", "--default-signal=INT", Environment.ProcessPath!, "exec", BuiltFiles.PowerShell, .. arguments];
        var quoted = line.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        // exec: a shell that waited for it would be stopped by the key as well, and some then say 130, whatever the run has said.
        return Start(["script", "-qec", "exec " + string.Join(' ', quoted), "/dev/null"], home, variables, folder: null);
    }

    private static ShellProcess Start(
        string[] line, string home, IEnumerable<KeyValuePair<string, string?>> variables, string? folder)
    {
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        start.Environment["XDG_DATA_HOME"] = home;
        start.Environment["LOCALAPPDATA"] = home;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ShellProcess(Process.Start(start)!);
    }

    /// <summary>Sends a signal to a process.</summary>
    public static async Task SignalAsync(string signal, int id)
    {
        using var kill = Process.Start("kill", ["-s", signal, id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends it as a crash would: no clean-up of its own runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
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

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>A script of samples in a PowerShell of its own, as an engine starts it: with a home and variables.</summary>
internal sealed class FleetProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ShellProcess _shell;
    private readonly Task<string> _output;
    private readonly TaskCompletionSource _saidThatItEnds = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FleetProcess(ShellProcess shell)
    {
        _shell = shell;
        _output = ReadAsync(shell.Output);
    }

    private static string Modules =>
        Path.Combine(BuiltFiles.RepositoryRoot, "tests", "TokenRotation.Module.Tests", "Fleets", "Vaults");

    /// <summary>The script that opens the vaults.</summary>
    public static string Prepare => Path.Combine(Modules, "open-vault.ps1");

    /// <summary>Starts a command line of pwsh.</summary>
    /// <param name="fleet">The fleet whose vaults are opened.</param>
    /// <param name="arguments">What follows pwsh.</param>
    /// <param name="variables">Environment variables beside the usual ones.</param>
    /// <param name="wrapper">The program that starts the shell, with its arguments; none for the shell itself.</param>
    public static FleetProcess Start(
        SandboxFleet fleet,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? variables = null,
        params string[] wrapper)
    {
        // Another home each: the locks between runs are one machine's.
        var home = Directory.CreateDirectory(Path.Combine(fleet.Folder, "homes", Guid.NewGuid().ToString("N")));
        var all = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("DT_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);
        all["PSModulePath"] = Path.GetDirectoryName(ModuleFolder(fleet));
        all["FLEET_VAULTS"] = fleet.Vaults;
        all["HOME"] = home.FullName;
        all["NO_COLOR"] = "1";
        all["POWERSHELL_UPDATECHECK"] = "Off";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        var shell = ShellProcess.Start(arguments, home.FullName, all, fleet.Folder, wrapper);
        shell.Input.Close();
        return new FleetProcess(shell);
    }

    /// <summary>Starts rotate-fleet.ps1 for a share.</summary>
    public static FleetProcess Rotate(SandboxFleet fleet, string shard, string outFolder, params string[] wrapper) => Start(
        fleet,
        [
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(BuiltFiles.RepositoryRoot, "samples", "rotate-fleet.ps1"),
            fleet.File, "-Shard", shard, "-OutFolder", outFolder, "-Prepare", Prepare,
        ],
        wrapper: wrapper);

    /// <summary>Starts rotate-fleet.ps1 for all of the fleet.</summary>
    public static FleetProcess RotateAll(SandboxFleet fleet, string outFolder, string timeBudget = "1h") => Start(
        fleet,
        [
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(BuiltFiles.RepositoryRoot, "samples", "rotate-fleet.ps1"),
            fleet.File, "-OutFolder", outFolder, "-Prepare", Prepare, "-TimeBudget", timeBudget,
        ]);

    /// <summary>Starts merge-fleet.ps1.</summary>
    public static FleetProcess Merge(SandboxFleet fleet, string folder, params string[] more) => Start(
        fleet,
        [
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(BuiltFiles.RepositoryRoot, "samples", "merge-fleet.ps1"),
            folder, .. more,
        ]);

    /// <summary>Ends it as a crash would.</summary>
    public Task KillAsync() => _shell.KillAsync();

    /// <summary>Tells it to end, as an engine does, and waits until it has said that it will.</summary>
    /// <param name="isWrapped">The shell is the only child of the program that was started.</param>
    public async Task TerminateAsync(bool isWrapped)
    {
        var children = $"/proc/{_shell.Id}/task/{_shell.Id}/children";
        var id = isWrapped ? int.Parse(await File.ReadAllTextAsync(children), CultureInfo.InvariantCulture) : _shell.Id;
        await ShellProcess.SignalAsync("TERM", id);
        await _saidThatItEnds.Task.WaitAsync(Patience);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Text)> EndAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var code = await _shell.EndAsync(timeout.Token);
        return (code, await _output + await _shell.Errors);
    }

    /// <summary>Waits for its end, and checks how it has ended.</summary>
    /// <returns>The JSON that it has written.</returns>
    public async Task<JsonObject> EndWithAsync(int exitCode)
    {
        var (code, text) = await EndAsync();
        Assert.True(code == exitCode, $"exit code {code}: {text}");
        var output = await _output;
        return JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!.AsObject();
    }

    public void Dispose() => _shell.Dispose();

    private async Task<string> ReadAsync(StreamReader output)
    {
        var text = new StringBuilder();
        while (await output.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
            if (line.Contains("told to end", StringComparison.Ordinal))
            {
                _saidThatItEnds.TrySetResult();
            }
        }

        _saidThatItEnds.TrySetException(new InvalidOperationException($"It ended without a word of it: {text}"));
        return text.ToString();
    }

    // A module is found by its folder's name.
    private static string ModuleFolder(SandboxFleet fleet)
    {
        var link = Path.Combine(fleet.Folder, "modules", "TokenRotation");
        if (!Directory.Exists(link))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            Directory.CreateSymbolicLink(link, BuiltFiles.Module);
        }

        return link;
    }
}

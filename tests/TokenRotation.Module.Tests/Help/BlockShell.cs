using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// A PowerShell as a reader starts it, which blocks of code are typed into one after the other. Whoever sits before it answers
/// Yes to whatever it asks.
/// </summary>
public sealed class BlockShell : IDisposable
{
    // More than any block asks for.
    private const int Answers = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _mark = "error-" + Guid.NewGuid().ToString("N");
    private readonly string _end = "end-" + Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, string> _secrets = [];
    private Process? _process;

    /// <summary>The number of the shell's process.</summary>
    public int Id => (_process ??= Start()).Id;

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Sets a variable for the next block, which is there until <see cref="ClearAsync"/>.</summary>
    internal void SetText(string name, string value) => _texts[name] = value;

    /// <summary>Sets a variable to a SecureString.</summary>
    internal void SetSecret(string name, string value) => _secrets[name] = value;

    /// <summary>Runs a block to its end.</summary>
    internal async Task<BlockRun> RunAsync(string code)
    {
        _process ??= Start();
        var request = JsonSerializer.Serialize(new { Code = code, Texts = _texts, Secrets = _secrets });
        _texts.Clear();
        _secrets.Clear();
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _process.StandardInput.WriteLineAsync(request);
            for (var i = 0; i < Answers; i++)
            {
                await _process.StandardInput.WriteLineAsync("Y");
            }

            await _process.StandardInput.WriteLineAsync(_end);
            return await ReadAsync(_process.StandardOutput, timeout.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // The next block finds a new shell.
            Dispose();
            return new BlockRun(string.Empty, [$"The shell did not come to the end of the block: {failure.Message}"]);
        }
    }

    /// <summary>Takes back what the blocks have left: connections, variables, functions, what stands in vaults.</summary>
    internal async Task ClearAsync() => (await RunAsync(string.Empty)).Succeed();

    private async Task<BlockRun> ReadAsync(StreamReader output, CancellationToken cancellation)
    {
        var screen = new StringBuilder();
        var errors = new List<string>();
        while (await output.ReadLineAsync(cancellation) is { } line)
        {
            if (line == _end)
            {
                return new BlockRun(screen.ToString(), errors);
            }

            if (line.StartsWith(_mark, StringComparison.Ordinal))
            {
                errors.Add(line[_mark.Length..]);
            }
            else
            {
                screen.AppendLine(line);
            }
        }

        throw new IOException($"it has ended.{Environment.NewLine}{screen}");
    }

    private Process Start()
    {
        var script = Path.Combine(
            BuiltFiles.RepositoryRoot, "tests", "TokenRotation.Module.Tests", "Help", "Invoke-EachBlock.ps1");
        var start = new ProcessStartInfo(
            "dotnet",
            ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-File", script, "-Manifest", BuiltFiles.Manifest, "-Vaults",
                VaultTenant.Module, "-Mark", _mark, "-End", _end])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment.Remove("PSModulePath");
        start.Environment.Remove("DT_API_TOKEN");
        return Process.Start(start)!;
    }
}

using System.Diagnostics;
using System.Text;

namespace TokenRotation.Pester.Tests;

/// <summary>
/// A PowerShell with one Pester, which runs files one after the other: no profile, no modules but its own, no colours, no
/// telemetry.
/// </summary>
public abstract class PesterShell(string pester) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string _end = "end-" + Guid.NewGuid().ToString("N");
    private Process? _process;

    /// <summary>Runs a Pester file to its end.</summary>
    /// <returns>Whether every test in it was run and has passed, and all that it has written.</returns>
    public async Task<(bool Passed, string Text)> RunAsync(string file)
    {
        _process ??= Start();
        var text = new StringBuilder();
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await _process.StandardInput.WriteLineAsync(file);
            while (await _process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                if (line.StartsWith(_end, StringComparison.Ordinal))
                {
                    return (line.EndsWith(" 0", StringComparison.Ordinal), text.ToString());
                }

                text.AppendLine(line);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            text.AppendLine(failure.Message);
        }

        // The next file finds a new shell.
        Dispose();
        return (false, $"The shell did not come to the end of the file.{Environment.NewLine}{text}");
    }

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        _process = null;
        GC.SuppressFinalize(this);
    }

    private Process Start()
    {
        string[] shell = ["exec", BuiltFiles.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File"];
        var script = Path.Combine(BuiltFiles.RepositoryRoot, "tests", "Pester", "Support", "Invoke-EachPesterFile.ps1");
        var start = new ProcessStartInfo("dotnet", [.. shell, script, "-Pester", BuiltFiles.Pester(pester), "-End", _end])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["TOKENROTATION_SANDBOX"] = BuiltFiles.Sandbox;
        start.Environment["TOKENROTATION_MODULE"] = BuiltFiles.Manifest;
        start.Environment.Remove("PSModulePath");
        start.Environment.Remove("DT_API_TOKEN");
        return Process.Start(start)!;
    }
}

/// <summary>With the Pester that most machines have.</summary>
public sealed class Pester5Shell() : PesterShell("5.7.1");

/// <summary>With the Pester that replaces it.</summary>
public sealed class Pester6Shell() : PesterShell("6.2.0");

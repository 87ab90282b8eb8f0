using System.Diagnostics;

namespace TokenRotation.Packaging.Tests;

/// <summary>Runs a dotnet command to its end.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds all that it wrote.</exception>
    public static Task<string> RunDotNetAsync(params string[] arguments) => RunDotNetAsync([], arguments);

    /// <inheritdoc cref="RunDotNetAsync(string[])"/>
    public static async Task<string> RunDotNetAsync(IEnumerable<KeyValuePair<string, string?>> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = BuildFacts.RepositoryRoot,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"dotnet {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

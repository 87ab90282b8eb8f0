using System.ComponentModel;
using System.Diagnostics;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>A test of a process that is the first of its namespace, as that of a container is. Where the machine allows no
/// namespaces it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOfFirstProcessAttribute : FactAttribute
{
    public FactOfFirstProcessAttribute() => Skip = Reason();

    /// <summary>What makes a program the first process.</summary>
    public static string[] Wrapper => ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"];

    private static string? Reason()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo(Wrapper[0], [.. Wrapper[1..], "true"])
            {
                RedirectStandardError = true,
            })!;
            var said = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"This machine makes no process the first of a namespace: {said.Trim()}";
        }
        catch (Win32Exception failure)
        {
            return $"This machine has no unshare: {failure.Message}";
        }
    }
}

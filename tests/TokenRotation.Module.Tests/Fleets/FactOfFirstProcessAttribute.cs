using System.ComponentModel;
using System.Diagnostics;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>
/// A test of a process that is the first of its namespace, as that of a container is. Where the machine allows no namespaces
/// it is skipped, and says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOfFirstProcessAttribute : FactAttribute
{
    private const string MakeReadOnly = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro / && exec \"$@\"";

    public FactOfFirstProcessAttribute() => Skip = Reason();

    /// <summary>What makes a program the first process.</summary>
    public static string[] Wrapper => ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"];

    /// <summary>The same on a root file system that is read-only, but for a folder.</summary>
    public static string[] ReadOnlyBut(string folder) => [.. Wrapper, "sh", "-c", MakeReadOnly, folder];

    private static string? Reason()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var line = ReadOnlyBut(folder.FullName);
            using var trial = Process.Start(new ProcessStartInfo(line[0], [.. line[1..], "true"])
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
        finally
        {
            folder.Delete();
        }
    }
}

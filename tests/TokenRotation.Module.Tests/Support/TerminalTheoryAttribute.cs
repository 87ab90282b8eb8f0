using System.ComponentModel;
using System.Diagnostics;

namespace TokenRotation.Module.Tests.Support;

/// <summary>
/// Tests of a shell at a terminal, which script of util-linux gives it. Where there is none they are skipped, and say so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalTheoryAttribute : TheoryAttribute
{
    public TerminalTheoryAttribute() => Skip = Reason();

    private static string? Reason()
    {
        try
        {
            using var trial = Process.Start(
                new ProcessStartInfo("script", ["-qec", "env --default-signal=INT true", "/dev/null"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
            trial.StandardInput.Close();
            var said = trial.StandardOutput.ReadToEnd() + trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"The script of this machine gives no program a terminal: {said.Trim()}";
        }
        catch (Win32Exception failure)
        {
            return $"This machine has no script, which gives a program a terminal (Debian: bsdutils): {failure.Message}";
        }
    }
}

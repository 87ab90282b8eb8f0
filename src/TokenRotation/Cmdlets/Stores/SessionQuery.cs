using System.Management.Automation;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>A command of the session that completion asks, and that may be missing, fail or take too long.</summary>
internal static class SessionQuery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What the command emits; nothing where it is missing, fails, or does not answer in time.</summary>
    public static IReadOnlyList<PSObject> Ask(Func<PowerShell, PowerShell> command)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        using var limit = new Timer(_ => shell.BeginStop(null, null), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            var answers = command(shell).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke();
            return [.. answers.Where(one => one is not null)];
        }
        catch (RuntimeException)
        {
            return [];
        }
    }
}

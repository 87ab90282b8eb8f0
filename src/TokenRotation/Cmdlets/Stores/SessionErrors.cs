using System.Collections;
using System.Management.Automation;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// The session's <c>$Error</c>. PowerShell keeps there whatever a script throws or writes as an error, with the objects that it
/// was about; a script that reaches a store may have the secret in it.
/// </summary>
internal sealed class SessionErrors(SessionState session)
{
    /// <summary>Runs script, and takes out of <c>$Error</c> what it has put there.</summary>
    public T Without<T>(Func<T> run)
    {
        var before = Records()?.Cast<object>().ToArray() ?? [];
        try
        {
            return run();
        }
        finally
        {
            RemoveAllBut(before);
        }
    }

    // New ones stand in front. The list has a limit, so that old ones may have gone.
    private void RemoveAllBut(object[] before)
    {
        while (Records() is { Count: > 0 } records && !before.Any(one => ReferenceEquals(one, records[0])))
        {
            records.RemoveAt(0);
        }
    }

    private ArrayList? Records() => session.PSVariable.GetValue("global:Error") as ArrayList;
}

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using TokenRotation.Cmdlets.Stores;

namespace TokenRotation.Tests.Cmdlets;

/// <summary>
/// A PowerShell session with one more cmdlet, <see cref="ProbeCommand"/>, that runs a test's code inside the engine.
/// </summary>
internal sealed class ProbeSession : IDisposable
{
    private readonly Runspace _runspace;

    public ProbeSession()
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Test-Probe", typeof(ProbeCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>A script that has <paramref name="call"/> as its $call.</summary>
    public PowerShell Script(string script, Func<ProbeCommand, CancellationToken, Task> call)
    {
        _runspace.SessionStateProxy.SetVariable("call", call);
        var powershell = PowerShell.Create(_runspace);
        powershell.AddScript(script);
        return powershell;
    }

    /// <summary>Runs a script to its end.</summary>
    public IReadOnlyList<PSObject> Run(string script, params object?[] arguments)
    {
        using var powershell = PowerShell.Create(_runspace);
        powershell.AddScript(script);
        foreach (var argument in arguments)
        {
            powershell.AddArgument(argument);
        }

        var output = powershell.Invoke();
        Assert.Empty(powershell.Streams.Error);
        return output;
    }

    /// <summary>Does something in the background that runs script in this session, as a cmdlet would.</summary>
    public T Use<T>(Func<SessionScript, Task<T>> use)
    {
        var outcome = new TaskCompletionSource<T>();
        using var script = Script("Test-Probe $call", async (probe, _) =>
        {
            try
            {
                outcome.SetResult(await use(probe.Session));
            }
            catch (Exception failure)
            {
                outcome.SetException(failure);
            }
        });
        script.Invoke();
        return outcome.Task.GetAwaiter().GetResult();
    }

    public void Dispose() => _runspace.Dispose();
}

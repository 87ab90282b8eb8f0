using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A PowerShell session with the staged module, imported by its manifest.</summary>
internal sealed class Session : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Runspace _runspace;

    public Session(string? manifest = null, Action<InitialSessionState>? arrange = null)
    {
        var state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Watch-Stop", typeof(WatchStopCommand), helpFileName: null));
        arrange?.Invoke(state);
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();
        // No modules of this machine's users: a test must not pass because of one.
        Run("$env:PSModulePath = Join-Path -Path $PSHOME -ChildPath Modules").Succeed();
        Run("Import-Module $args[0]", manifest ?? BuiltFiles.Manifest).Succeed();
    }

    public CollectingHost Host { get; } = new();

    public CollectingUserInterface Screen => Host.Screen;

    /// <summary>Sets a variable for the scripts to come.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script to its end.</summary>
    public Run Run(string script, params object?[] arguments) => Start(script, arguments).End();

    /// <summary>Runs a script in the background: end it, or stop it as Ctrl+C does.</summary>
    public RunningScript Start(string script, params object?[] arguments)
    {
        var powershell = PowerShell.Create(_runspace);
        powershell.AddScript(script);
        foreach (var argument in arguments)
        {
            powershell.AddArgument(argument);
        }

        return new RunningScript(powershell, Screen);
    }

    /// <summary>What the user would be offered after typing <paramref name="text"/>.</summary>
    public IReadOnlyList<CompletionResult> Complete(string text)
    {
        using var powershell = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(text, text.Length, new Hashtable(), powershell).CompletionMatches;
    }

    /// <summary>
    /// The same once it comes from the module. Completion waits for an environment and a vault for a moment only, and offers at
    /// the next key what they answer later.
    /// </summary>
    public IReadOnlyList<CompletionResult> Offers(string text)
    {
        IReadOnlyList<CompletionResult> offers = [];
        SpinWait.SpinUntil(
            () => (offers = Complete(text)).Any(offer => offer.ResultType == CompletionResultType.ParameterValue), Patience);
        return offers;
    }

    public void Dispose() => _runspace.Dispose();
}

// Usage: TokenRotation.BareShell SCRIPT.ps1. Writes the script's output as lines; an error goes to standard error, exit code 1.
using System.Management.Automation;
using System.Management.Automation.Runspaces;

var state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows())
{
    state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
}

using var runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using var powershell = PowerShell.Create(runspace);
powershell.AddScript("$ErrorActionPreference = 'Stop'; . $args[0]").AddArgument(Path.GetFullPath(args[0]));
try
{
    foreach (var line in powershell.Invoke())
    {
        Console.WriteLine(line);
    }

    return 0;
}
catch (RuntimeException failure)
{
    Console.Error.WriteLine(failure.ErrorRecord.FullyQualifiedErrorId + ": " + failure);
    return 1;
}

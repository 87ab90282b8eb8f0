using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Text.RegularExpressions;
using TokenRotation.Sandbox;

namespace TokenRotation.Quickstart;

/// <summary>
/// A small PowerShell: the engine, a console host, the staged module and a sandbox tenant's coordinates in variables. A script
/// that ends with an error makes the exit code 1, <c>exit N</c> makes it N, as <c>pwsh -File</c> does.
/// </summary>
internal sealed partial class Shell : IDisposable
{
    private readonly ConsoleHost _host = new();
    private readonly Runspace _runspace;
    private PowerShell? _running;

    public Shell(string manifest, SandboxServer sandbox)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        state.Variables.Add([
            new("TokenRotationManifest", manifest, "The manifest of the staged module."),
            new("SandboxUrl", sandbox.Url.ToString().TrimEnd('/'), "The sandbox tenant's base URL."),
            new("SandboxToken", Secure(sandbox.AdminToken), "A token that may read and write API tokens."),
            new("SandboxSampleToken", Secure(sandbox.SampleToken), "A token to rotate."),
        ]);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    /// <summary>Runs the prelude and the script and returns the exit code.</summary>
    public int Run(string script, IEnumerable<string> arguments)
    {
        var call = $"& {Quoted(script)} {string.Join(' ', arguments.Select(ArgumentText))}";
        var succeeded = Invoke(Prelude()) && Invoke(call);
        return _host.ExitCode ?? (succeeded ? 0 : 1);
    }

    /// <summary>Ends what runs, as Ctrl+C does.</summary>
    public void Stop() => _running?.BeginStop(null, null);

    public void Dispose()
    {
        _runspace.Dispose();
    }

    private bool Invoke(string text)
    {
        using var powershell = PowerShell.Create(_runspace);
        _running = powershell;
        powershell.AddScript(text, useLocalScope: false);
        powershell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        powershell.AddCommand("Out-Default");
        try
        {
            powershell.Invoke();
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException failure)
        {
            Show(failure.ErrorRecord);
            return false;
        }
        finally
        {
            _running = null;
        }
    }

    private void Show(ErrorRecord error)
    {
        using var powershell = PowerShell.Create(_runspace);
        powershell.AddCommand("Out-Default").AddParameter("InputObject", error).Invoke();
    }

    private static string Prelude()
    {
        using var stream = typeof(Shell).Assembly.GetManifestResourceStream("Prelude.ps1")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static System.Security.SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    private static string ArgumentText(string argument) => ParameterName().IsMatch(argument) ? argument : Quoted(argument);

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"\A-[A-Za-z]\w*\z")]
    private static partial Regex ParameterName();
}

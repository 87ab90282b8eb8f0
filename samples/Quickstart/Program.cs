// Rehearses a token rotation without a Dynatrace tenant and without an installed PowerShell:
//   dotnet run --project samples/Quickstart                      runs samples/tour.ps1
//   dotnet run --project samples/Quickstart -- PATH.ps1 [args]   runs any other script in the same shell
using System.Diagnostics;
using System.Reflection;
using TokenRotation.Sandbox;

var facts = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
    .ToDictionary(fact => fact.Key, fact => fact.Value!);
var root = facts["RepositoryRoot"];
var script = args.Length > 0 ? Path.GetFullPath(args[0]) : Path.Combine(root, "samples", "tour.ps1");
if (!File.Exists(script))
{
    Console.Error.WriteLine($"There is no script {script}. Give the path of a .ps1 file, or nothing for samples/tour.ps1.");
    return 2;
}

await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), CancellationToken.None);
string[] prelude =
    ["-NoLogo", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", Path.Combine(root, "samples", "Quickstart", "Prelude.ps1")];
var start = new ProcessStartInfo("dotnet", ["exec", facts["PowerShell"], .. prelude, script, .. args.Skip(1)]);
start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
start.Environment["SANDBOX_MODULE"] = facts["Manifest"];
start.Environment["SANDBOX_URL"] = sandbox.Url.GetLeftPart(UriPartial.Authority);
start.Environment["SANDBOX_TOKEN"] = sandbox.AdminToken;
start.Environment["SANDBOX_SAMPLE_TOKEN"] = sandbox.SampleToken;

// Ctrl+C goes to the shell as well, which ends; its exit code is what counts.
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
using var process = Process.Start(start)!;
await process.WaitForExitAsync();
return process.ExitCode;

// Rehearses a token rotation without a Dynatrace tenant and without an installed PowerShell:
//   dotnet run --project samples/Quickstart                      runs samples/rotate.ps1
//   dotnet run --project samples/Quickstart -- PATH.ps1 [args]   runs any other script in the same shell
using TokenRotation.Quickstart;
using TokenRotation.Sandbox;

var root = RepositoryRoot.Find();
var script = args.Length > 0 ? Path.GetFullPath(args[0]) : Path.Combine(root, "samples", "rotate.ps1");
if (!File.Exists(script))
{
    Console.Error.WriteLine($"There is no script {script}. Give the path of a .ps1 file, or nothing for samples/rotate.ps1.");
    return 2;
}

await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), CancellationToken.None);
using var shell = new Shell(Path.Combine(root, "TokenRotation.psd1"), sandbox);
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    shell.Stop();
};
return shell.Run(script, args.Skip(1));

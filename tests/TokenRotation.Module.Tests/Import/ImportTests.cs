using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Import;

/// <summary>The staged module imports wherever it stands, and again.</summary>
public sealed class ImportTests
{
    private const string Complete = "@(Get-Command -Module TokenRotation).Count -eq (Get-Module "
        + "TokenRotation).ExportedCmdlets.Count -and (Get-Command Find-DtToken)";

    [Fact]
    public void From_the_repository_root()
    {
        using var session = new Session();

        Assert.Equal(true, session.Run(Complete).Succeed().One.BaseObject);
        Assert.Equal(Path.Combine(BuiltFiles.Module, "bin", "TokenRotation.dll"), session.Run("(Get-Command Find-DtToken).DLL")
            .Succeed().One.BaseObject);
    }

    [Fact]
    public void Twice_with_force_and_after_being_removed()
    {
        using var session = new Session();
        session.Set("manifest", BuiltFiles.Manifest);

        foreach (var again in new[] { "Import-Module $manifest", "Import-Module $manifest -Force", "Remove-Module TokenRotation; "
            + "Import-Module $manifest" })
        {
            session.Run(again).Succeed();
            Assert.Equal(true, session.Run(Complete).Succeed().One.BaseObject);
            session.Run("Find-DtToken").FailWith("NotConnected");
        }
    }

    [Fact]
    public async Task Connections_survive_a_forced_import()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Import-Module $args[0] -Force; Find-DtToken", BuiltFiles.Manifest).Succeed();
    }

    [Fact]
    public async Task What_lies_beside_the_dependencies_is_not_loaded()
    {
        var folder = Directory.CreateTempSubdirectory("module with a stranger");
        try
        {
            CopyModule(folder.FullName);
            File.Copy(BuiltFiles.Neighbour, Path.Combine(folder.FullName, "bin", "dependencies", "core", "Neighbour.dll"));
            await using var sandbox = await Sandbox.SandboxServer.StartAsync(new Sandbox.SandboxOptions());
            var script = $"Import-Module '{folder.FullName}/TokenRotation.psd1'; $null = Connect-DtEnvironment $env:SANDBOX_URL; "
                + "@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in 'Neighbour', 'Polly.Core' "
                + "}).ForEach{ $_.GetName().Name }";

            var lines = await FreshShell.RunAsync(script, new Dictionary<string, string>
            {
                ["SANDBOX_URL"] = sandbox.Url.ToString(),
                ["DT_API_TOKEN"] = sandbox.AdminToken,
            });

            Assert.Equal(["Polly.Core"], lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // In a process of its own: a second copy of the module cannot be loaded beside the first.
    [Fact]
    public async Task From_a_copy_elsewhere()
    {
        var folder = Directory.CreateTempSubdirectory("copy of module");
        try
        {
            CopyModule(folder.FullName);
            await using var sandbox = await Sandbox.SandboxServer.StartAsync(new Sandbox.SandboxOptions());
            var script = $"Import-Module '{folder.FullName}/TokenRotation.psd1'; {Complete}; (Get-Command Find-DtToken).DLL; "
                + "$null = Connect-DtEnvironment $env:SANDBOX_URL; @(Find-DtToken).Count";

            var lines = await FreshShell.RunAsync(script, new Dictionary<string, string>
            {
                ["SANDBOX_URL"] = sandbox.Url.ToString(),
                ["DT_API_TOKEN"] = sandbox.AdminToken,
            });

            Assert.Equal(["True", Path.Combine(folder.FullName, "bin", "TokenRotation.dll"), "3"], lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void CopyModule(string target)
    {
        File.Copy(BuiltFiles.Manifest, Path.Combine(target, "TokenRotation.psd1"));
        var bin = Path.Combine(BuiltFiles.Module, "bin");
        foreach (var file in Directory.EnumerateFiles(bin, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, "bin", Path.GetRelativePath(bin, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

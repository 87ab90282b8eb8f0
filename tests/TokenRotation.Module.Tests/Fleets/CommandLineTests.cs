using System.Text.Json.Nodes;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>
/// The command lines of the Dockerfile, the manifests and the workflows, as they stand there, with a sandbox in place of the
/// environment: folders of the container are folders of the test, vaults are opened in a folder, and modules that are installed
/// are there already. One share takes the place of many.
/// </summary>
[Trait("Category", "Long")]
public sealed class CommandLineTests
{
    private const string Stub = "function Install-PSResource { $null = $args }\n$ErrorActionPreference = 'Stop'\n";

    [Fact]
    public async Task The_container_rotates_by_its_entry_point_and_command()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);

        var result = await RunAsync(fleet, [.. FleetFiles.Instruction("ENTRYPOINT"), .. FleetFiles.Instruction("CMD")], Index);

        Assert.Equal((3, "1/1"), ((int)result["Rotated"]!, (string?)result["Shard"]));
        fleet.CheckThatAllIsRotated();
    }

    [FactOfFirstProcess]
    public async Task The_container_rotates_as_the_first_process_on_a_root_file_system_that_is_read_only()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var variables = new Dictionary<string, string>(Index) { ["TMPDIR"] = fleet.Folder, ["DOTNET_EnableDiagnostics"] = "0" };

        await RunAsync(
            fleet,
            [.. FleetFiles.Instruction("ENTRYPOINT"), .. FleetFiles.Instruction("CMD")],
            variables,
            FactOfFirstProcessAttribute.ReadOnlyBut(fleet.Folder));

        fleet.CheckThatAllIsRotated();
    }

    [Fact]
    public async Task The_pods_of_kubernetes_rotate_and_merge()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var rotate = FleetFiles.Job("rotate.yaml").Template.Spec.Containers[0];
        var merge = FleetFiles.Job("merge.yaml").Template.Spec.Containers[0];

        var result = await RunAsync(fleet, [.. FleetFiles.Instruction("ENTRYPOINT"), .. rotate.Args], Index);
        var merged = await RunAsync(fleet, [.. merge.Command, .. merge.Args.Select(one => one == "10" ? "1" : one)], []);

        Assert.Equal((3, 3), ((int)result["Rotated"]!, (int)merged["Rotated"]!));
        Assert.True(File.Exists(Path.Combine(fleet.Folder, "results", "fleet.html")));
        fleet.CheckThatAllIsRotated();
    }

    [Fact]
    public async Task The_steps_of_the_workflow_of_github_rotate_and_merge()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var variables = new Dictionary<string, string> { ["FLEET"] = "fleet.json", ["DT_SHARD"] = "1/1", ["SHARDS"] = "[1]" };

        await RunAllAsync(fleet, FleetFiles.Scripts("github/rotate-fleet.yml"), variables);
    }

    [Fact]
    public async Task The_steps_of_azure_pipelines_rotate_and_merge()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var variables = new Dictionary<string, string>
        {
            ["SYSTEM_JOBPOSITIONINPHASE"] = "1",
            ["SYSTEM_TOTALJOBSINPHASE"] = "1",
            ["PIPELINE_WORKSPACE"] = fleet.Folder,
        };

        await RunAllAsync(fleet, FleetFiles.Scripts("azure-pipelines.yml"), variables);
    }

    private static Dictionary<string, string> Index => new() { ["JOB_COMPLETION_INDEX"] = "0", ["DT_SHARD_TOTAL"] = "1" };

    private static async Task<JsonObject> RunAsync(
        SandboxFleet fleet, IEnumerable<string> line, Dictionary<string, string> variables, params string[] wrapper)
    {
        string[] words = [.. line.Select(word => Adapt(word, fleet))];
        Assert.Equal(["dotnet", "/opt/pwsh/pwsh.dll"], words[..2]);
        using var run = FleetProcess.Start(fleet, words[2..], variables, wrapper);
        return await run.EndWithAsync(0);
    }

    // Each step is a script of its own, and an engine ends the job at the first that fails.
    private static async Task RunAllAsync(SandboxFleet fleet, IReadOnlyList<string> scripts, Dictionary<string, string> variables)
    {
        Assert.Equal(2, scripts.Count(script => script.Contains("-fleet.ps1", StringComparison.Ordinal)));
        foreach (var script in scripts)
        {
            var file = Path.Combine(fleet.Folder, "step.ps1");
            var step = Adapt(script, fleet).Replace("-Total 4", "-Total 1", StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, Stub + step);
            using var run = FleetProcess.Start(fleet, ["-NoProfile", "-NonInteractive", "-File", file], variables);
            var (exitCode, text) = await run.EndAsync();
            Assert.True(exitCode == 0, text);
        }

        Assert.True(File.Exists(Path.Combine(fleet.Folder, "fleet.html")));
        fleet.CheckThatAllIsRotated();
    }

    private static string Adapt(string text, SandboxFleet fleet) => text
        .Replace("/opt/dt/fleet/open-vault.ps1", FleetProcess.Prepare, StringComparison.Ordinal)
        .Replace("./samples/fleet/open-vault.ps1", FleetProcess.Prepare, StringComparison.Ordinal)
        .Replace("/opt/dt/", FleetFiles.Samples + "/", StringComparison.Ordinal)
        .Replace("./samples/", FleetFiles.Samples + "/", StringComparison.Ordinal)
        .Replace("/etc/dt/", fleet.Folder + "/", StringComparison.Ordinal)
        .Replace("/results", Path.Combine(fleet.Folder, "results"), StringComparison.Ordinal);
}

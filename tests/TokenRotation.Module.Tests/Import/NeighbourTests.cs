using TokenRotation.Sandbox;

namespace TokenRotation.Module.Tests.Import;

/// <summary>
/// Another module in the same shell that has loaded other versions of Polly.Core and System.Text.Json disturbs neither itself
/// nor us, whichever comes first. Each case needs a fresh process: a loaded assembly stays.
/// </summary>
public sealed class NeighbourTests
{
    private const string UseNeighbour = "Use-NeighbourPolly; Use-NeighbourJson";

    private const string UseModule = "$null = Connect-DtEnvironment $env:SANDBOX_URL; @(Find-DtToken).Count -gt 0";

    private const string LoadedPolly = "[AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq "
        + "'Polly.Core' } | ForEach-Object Location";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_module_is_served_its_own_Polly_and_Json(bool neighbourFirst)
    {
        var (imports, uses) = neighbourFirst
            ? (new[] { BuiltFiles.Neighbour, BuiltFiles.Manifest }, new[] { UseNeighbour, UseModule, UseNeighbour })
            : ([BuiltFiles.Manifest, BuiltFiles.Neighbour], [UseModule, UseNeighbour, UseModule]);
        var lines = await RunAsync([.. imports.Select(path => $"Import-Module '{path}'"), .. uses, LoadedPolly]);

        var neighbour = Path.GetDirectoryName(BuiltFiles.Neighbour)!;
        Assert.Equal(neighbourFirst ? 1 : 2, lines.Count(line => line == "True"));
        Assert.Equal(neighbourFirst ? 3 : 2, lines.Count(line => line == Path.Combine(neighbour, "Polly.Core.dll")));
        Assert.Equal(neighbourFirst ? 2 : 1, lines.Count(line => line == Path.Combine(neighbour, "System.Text.Json.dll")));
        Assert.Single(lines, Path.Combine(BuiltFiles.Module, "bin", "dependencies", "core", "Polly.Core.dll"));
    }

    private static async Task<string[]> RunAsync(IEnumerable<string> script)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), CancellationToken.None);
        return await FreshShell.RunAsync(string.Join('\n', script), new Dictionary<string, string>
        {
            ["SANDBOX_URL"] = sandbox.Url.ToString(),
            ["DT_API_TOKEN"] = sandbox.AdminToken,
        });
    }
}

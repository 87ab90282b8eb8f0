using System.Text.Json.Nodes;
using TokenRotation.Sandbox;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>
/// A run that is told to end by SIGTERM comes to its safe point first and says what is left, as the first process of a
/// container, which no signal ends that it does not handle, too.
/// </summary>
[Trait("Category", "Long")]
public sealed class TerminatedRunTests
{
    private const int Terminated = 143;
    private const int Due = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public Task A_run_ends_when_what_it_has_begun_is_safe() => EndAsync([]);

    [FactOfFirstProcess]
    public Task A_run_that_is_the_first_process_ends_when_what_it_has_begun_is_safe() =>
        EndAsync(FactOfFirstProcessAttribute.Wrapper);

    private static async Task EndAsync(string[] wrapper)
    {
        using var reached = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var begun = 0;
        await using var fleet = await SandboxFleet.StartAsync(2, alike: false, onRequest: (number, request) =>
        {
            if (request.Method == "POST" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal))
            {
                Volatile.Write(ref begun, number);
                reached.Release();
                release.Wait();
            }
        });
        var results = Path.Combine(fleet.Folder, "results");
        using var run = FleetProcess.Rotate(fleet, "1/1", results, wrapper);
        try
        {
            Assert.True(await reached.WaitAsync(Patience), "No token was created.");
            await run.TerminateAsync(isWrapped: wrapper.Length > 0);
        }
        finally
        {
            // Its answer has the only copy of the token's secret: a process that had ended by now would have lost it.
            release.Set();
        }

        var result = await run.EndWithAsync(Terminated);
        Assert.Equal((true, 0), ((bool)result["ToldToEnd"]!, (int)result["NeedsAttention"]!));
        Assert.Equal($"{result}", $"{JsonNode.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(results))))}");
        // Everything that had begun has its secret stored and its old token still enabled; the rest has not been touched.
        CheckEnvironment(result, fleet.Servers[begun - 1], "Served", new Counts(Rotated: Due, Waiting: Due, Failed: 0));
        CheckEnvironment(result, fleet.Servers[2 - begun], "NotServed", new Counts(Rotated: 0, Waiting: 0, Failed: 1));
        CheckThatNoSecretIsLost(fleet);

        using var incomplete = FleetProcess.Merge(fleet, results);
        var merged = await incomplete.EndWithAsync(1);
        Assert.Equal(["1/1"], merged["EndedShards"]!.AsArray().Select(shard => (string?)shard));

        // At once: there is nothing to wait for.
        using var next = FleetProcess.Rotate(fleet, "1/1", results);
        var rest = await next.EndWithAsync(0);
        Assert.Equal((Due, 2 * Due), ((int)rest["Rotated"]!, (int)rest["Revoked"]!));
        fleet.CheckThatAllIsRotated();
        using var complete = FleetProcess.Merge(fleet, results);
        merged = await complete.EndWithAsync(0);
        Assert.Equal((2 * Due, 0), ((int)merged["Rotated"]!, merged["EndedShards"]!.AsArray().Count));
    }

    private static void CheckEnvironment(JsonObject result, SandboxServer server, string state, Counts counts)
    {
        var environment = Assert.Single(
            result["Environments"]!.AsArray(), one => (string?)one!["Environment"] == server.ManagedUrl.ToString())!;
        Assert.Equal(state, (string?)environment["State"]);
        Assert.Equal(counts, new Counts(
            (int)environment["Rotated"]!, (int)environment["Waiting"]!, (int)environment["Failed"]!));
    }

    // The new ones, the way back from them, and those that were not touched: all work.
    private static void CheckThatNoSecretIsLost(SandboxFleet fleet)
    {
        var enabled = fleet.Servers.SelectMany(server => server.Tenant.Tokens)
            .Where(token => token.Enabled)
            .Select(token => token.Token)
            .ToHashSet(StringComparer.Ordinal);
        var kept = Directory.GetFiles(Path.Combine(fleet.Vaults, SandboxFleet.Vault)).Select(File.ReadAllText).ToHashSet();
        Assert.Equal(3 * Due, kept.Count);
        Assert.Subset(enabled, kept);
    }

    private sealed record Counts(int Rotated, int Waiting, int Failed);
}

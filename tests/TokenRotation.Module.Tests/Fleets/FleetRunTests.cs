using System.Text.Json.Nodes;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>A fleet in four shares, each a process: one is killed in the middle of a creation, one is started twice.</summary>
[Trait("Category", "Long")]
public sealed class FleetRunTests
{
    private const int Environments = 8;
    private const int Due = 3 * Environments;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);

    [Fact]
    public async Task Every_due_token_has_one_successor_and_what_is_missing_is_said()
    {
        using var reached = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var held = 0;
        await using var fleet = await SandboxFleet.StartAsync(Environments, (number, request) =>
        {
            if (number == Volatile.Read(ref held) && request.Method == "POST"
                && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal))
            {
                reached.Release();
                release.Wait();
            }
        });
        var shares = Shares(fleet);
        // The fullest share is killed, the next one is started twice.
        var byCount = Enumerable.Range(1, 4).OrderByDescending(shard => shares[shard].Count).ToList();
        var (killed, twice) = (byCount[0], byCount[1]);
        Assert.True(shares[twice].Count > 0);
        held = shares[killed][0];

        var results = Path.Combine(fleet.Folder, "results");
        var runs = new[] { 1, 2, 3, 4, twice }
            .Select(shard => (Shard: shard, Run: FleetProcess.Rotate(fleet, $"{shard}/4", results)))
            .ToList();
        try
        {
            // The token is there, and its answer is on its way: the moment at which most is lost.
            if (!await reached.WaitAsync(Patience))
            {
                var (_, text) = await runs.Single(one => one.Shard == killed).Run.EndAsync();
                Assert.Fail($"The share never came to create a token: {text}");
            }

            await runs.Single(one => one.Shard == killed).Run.KillAsync();
            release.Set();
            foreach (var (shard, run) in runs.Where(one => one.Shard != killed))
            {
                Assert.Equal($"{shard}/4", (string?)(await run.EndWithAsync(0))["Shard"]);
            }
        }
        finally
        {
            release.Set();
            runs.ForEach(one => one.Run.Dispose());
        }

        using var incomplete = FleetProcess.Merge(fleet, results);
        var merged = await incomplete.EndWithAsync(1);
        Assert.Equal([$"{killed}/4"], merged["MissingShards"]!.AsArray().Select(shard => (string?)shard));
        Assert.Equal(shares[killed].Count, (int)merged["EnvironmentsMissing"]!);
        Assert.Equal(Due - (3 * shares[killed].Count), (int)merged["Rotated"]!);
        Assert.Contains($"Shard {killed}/4 has left no result", merged["Details"]!.ToString(), StringComparison.Ordinal);

        Volatile.Write(ref held, 0);
        fleet.Advance(PastTheTimeout);
        using var again = FleetProcess.Rotate(fleet, $"{killed}/4", results);
        await again.EndWithAsync(0);

        var html = Path.Combine(fleet.Folder, "fleet.html");
        var json = Path.Combine(fleet.Folder, "fleet.report.json");
        using var complete = FleetProcess.Merge(fleet, results, "-Report", html, "-Json", json);
        merged = await complete.EndWithAsync(0);
        Assert.Empty(merged["MissingShards"]!.AsArray());
        Assert.Equal(Environments, (int)merged["EnvironmentsSeen"]!);
        Assert.Equal(Due, (int)merged["Rotated"]!);
        Assert.Equal(Due, (int)merged["Revoked"]!);
        Assert.Equal(5, (int)merged["Results"]!);
        fleet.CheckThatAllIsRotated();
        CheckReport(fleet, html, json);
        CheckThatNoSecretIsInAnyFile(fleet, [.. Directory.GetFiles(results), html, json]);
    }

    private static void CheckReport(SandboxFleet fleet, string html, string json)
    {
        var report = JsonNode.Parse(File.ReadAllText(json))!;
        var urls = report["environments"]!.AsArray()
            .Select(environment => (string?)environment!["environment"])
            .Order(StringComparer.Ordinal);
        Assert.Equal(fleet.Servers.Select(server => server.ManagedUrl.ToString()).Order(StringComparer.Ordinal), urls);
        Assert.True(new FileInfo(html).Length > 0);
    }

    private static void CheckThatNoSecretIsInAnyFile(SandboxFleet fleet, string[] files)
    {
        var texts = files.Select(File.ReadAllText).ToList();
        var tokens = fleet.Servers.SelectMany(server => server.Tenant.Tokens);
        var secrets = tokens.Select(token => token.Token.Split('.')[^1]).ToList();
        Assert.All(secrets, secret => Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.Ordinal)));
    }

    private static Dictionary<int, List<int>> Shares(SandboxFleet fleet)
    {
        var shares = new Dictionary<int, List<int>>();
        var urls = fleet.Servers.Select(server => server.ManagedUrl.ToString()).ToList();
        using var session = new Session();
        foreach (var shard in Enumerable.Range(1, 4))
        {
            var share = session.Run(
                "$null = Connect-DtEnvironment -FleetPath $args[0] -Shard $args[1] -InformationVariable said; "
                    + "$said.MessageData.Environments",
                fleet.File,
                $"{shard}/4").Succeed();
            shares[shard] = [.. share.Output.Select(url => urls.IndexOf(url.ToString()) + 1)];
        }

        return shares;
    }
}

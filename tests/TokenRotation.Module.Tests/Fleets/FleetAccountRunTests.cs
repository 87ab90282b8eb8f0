using System.Text.Json.Nodes;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>A run over a fleet with an account: the platform tokens that it names are rotated, the others looked at.</summary>
[Trait("Category", "Long")]
public sealed class FleetAccountRunTests
{
    [Fact]
    public async Task Platform_tokens_are_listed_and_those_that_expire_soon_need_attention()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var account = fleet.Servers[0].Account;
        AddAccount(fleet);
        // After 20 days ten are left of the sample's life.
        account.Seed(new SeedPlatformToken { Name = "for ever", Owner = "admin@example.com", Scopes = ["a:b:c"] });
        account.Seed(new SeedPlatformToken { Name = "off", Owner = "admin@example.com", Scopes = ["a:b:c"], Active = false });
        var before = account.PlatformTokens.Select(token => (token.Id, token.ExpirationDate)).ToList();
        var results = Path.Combine(fleet.Folder, "results");

        using var run = FleetProcess.RotateAll(fleet, results);
        var result = await run.EndWithAsync(2);
        var (_, text) = await run.EndAsync();

        CheckAccount(
            result, account.Urn, "ListedOnly", new Counts(PlatformTokens: 3, ExpiringSoon: 1, NeedsAttention: 1, Failed: 0));
        Assert.Contains("Workflow runner", result["Accounts"]![0]!["Details"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            $"-Id {Tenant.PublicPart(fleet.Servers[0].SamplePlatformToken)} -Environment {account.Urn}",
            result["Accounts"]![0]!["Details"]!.ToString(),
            StringComparison.Ordinal);
        Assert.Equal((3, 1, 0), ((int)result["Rotated"]!, (int)result["NeedsAttention"]!, (int)result["Failed"]!));
        Assert.Contains($"{account.Urn}: platform tokens are listed and not rotated", text, StringComparison.Ordinal);
        Assert.DoesNotContain(fleet.Servers[0].AccountClient.Secret.Split('.')[^1], text, StringComparison.Ordinal);
        Assert.Equal(before, account.PlatformTokens.Select(token => (token.Id, token.ExpirationDate)));
        fleet.CheckThatAllIsRotated();

        using var merge = FleetProcess.Merge(fleet, results);
        var merged = await merge.EndWithAsync(2);
        CheckAccount(
            merged, account.Urn, "ListedOnly", new Counts(PlatformTokens: 3, ExpiringSoon: 1, NeedsAttention: 1, Failed: 0));
        Assert.Equal((0, 1), ((int)merged["AccountsMissing"]!, (int)merged["NeedsAttention"]!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Platform_tokens_that_the_file_names_are_rotated_into_the_vault_and_counted_once(bool bySpec)
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var account = fleet.Servers[0].Account;
        AddAccount(fleet, Terms(fleet, bySpec));
        var old = account.FindPlatformToken(Tenant.PublicPart(fleet.Servers[0].SamplePlatformToken))!;
        var vault = Path.Combine(fleet.Vaults, SandboxFleet.Vault);
        await File.WriteAllTextAsync(Path.Combine(vault, "dt-workflow"), fleet.Servers[0].SamplePlatformToken);
        var results = Path.Combine(fleet.Folder, "results");

        using var run = FleetProcess.RotateAll(fleet, results);
        var result = await run.EndWithAsync(0);
        var (_, text) = await run.EndAsync();

        var stored = await File.ReadAllTextAsync(Path.Combine(vault, "dt-workflow"));
        var made = Assert.Single(account.PlatformTokens, token => token.Token == stored);
        Assert.NotEqual(old.Id, made.Id);
        Assert.True(made.Active && made.ExpirationDate > fleet.Servers[0].Clock.GetUtcNow().AddDays(14));
        Assert.True(account.FindPlatformToken(old.Id)!.ExpirationDate < old.ExpirationDate);
        CheckAccount(result, account.Urn, "Served", new Counts(PlatformTokens: 3, ExpiringSoon: 0, NeedsAttention: 0, Failed: 0));
        Assert.Equal(made.Id, (string?)Assert.Single(result["Accounts"]![0]!["Successors"]!.AsArray()));
        Assert.Equal((4, 1), ((int)result["Rotated"]!, (int)result["Accounts"]![0]!["Waiting"]!));
        Assert.DoesNotContain("not rotated", text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Token, text, StringComparison.Ordinal);

        // The old token ends by itself, and goes a week later.
        fleet.Advance(TimeSpan.FromDays(9));
        using var later = FleetProcess.RotateAll(fleet, results);
        var second = await later.EndWithAsync(0);
        Assert.Null(account.FindPlatformToken(old.Id));
        Assert.Equal(
            (0, 1), ((int)second["Accounts"]![0]!["Rotated"]!, (int)second["Accounts"]![0]!["Removed"]!));

        using var merge = FleetProcess.Merge(fleet, results);
        var merged = await merge.EndWithAsync(0);
        Assert.Equal(
            (1, 1), ((int)merged["Accounts"]![0]!["Rotated"]!, (int)merged["Accounts"]![0]!["Removed"]!));
        Assert.Equal(4, (int)merged["Rotated"]!);
    }

    [Fact]
    public async Task An_account_that_cannot_be_reached_fails_and_the_environments_are_served()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        AddAccount(fleet);
        File.Delete(Path.Combine(fleet.Folder, "client"));

        using var run = FleetProcess.RotateAll(fleet, Path.Combine(fleet.Folder, "results"));
        var result = await run.EndWithAsync(1);

        CheckAccount(
            result,
            fleet.Servers[0].Account.Urn,
            "NotConnected",
            new Counts(PlatformTokens: 0, ExpiringSoon: 0, NeedsAttention: 0, Failed: 1));
        Assert.Equal((3, 1), ((int)result["Rotated"]!, (int)result["Failed"]!));
        fleet.CheckThatAllIsRotated();
    }

    [Fact]
    public async Task What_the_time_budget_cuts_off_is_not_served_and_failed_until_the_next_run()
    {
        await using var fleet = await SandboxFleet.StartAsync(2);
        AddAccount(fleet);
        var results = Path.Combine(fleet.Folder, "results");

        using var run = FleetProcess.RotateAll(fleet, results, timeBudget: "0s");
        var result = await run.EndWithAsync(1);

        Assert.Equal(["NotServed", "NotServed"], result["Environments"]!.AsArray().Select(one => (string?)one!["State"]));
        Assert.Equal([1, 1], result["Environments"]!.AsArray().Select(one => (int)one!["Failed"]!));
        CheckAccount(
            result,
            fleet.Servers[0].Account.Urn,
            "NotServed",
            new Counts(PlatformTokens: 0, ExpiringSoon: 0, NeedsAttention: 0, Failed: 1));
        Assert.Equal((0, 3, false), ((int)result["Rotated"]!, (int)result["Failed"]!, (bool)result["ToldToEnd"]!));
        Assert.DoesNotContain(
            fleet.Servers.SelectMany(server => server.Log.Requests),
            request => request.Method == "POST" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal));
        using var cut = FleetProcess.Merge(fleet, results);
        Assert.Equal(3, (int)(await cut.EndWithAsync(1))["Failed"]!);

        using var next = FleetProcess.RotateAll(fleet, results);
        await next.EndWithAsync(2);
        fleet.CheckThatAllIsRotated();
        using var whole = FleetProcess.Merge(fleet, results);
        var merged = await whole.EndWithAsync(2);
        Assert.Equal(
            (6, 0, 1), ((int)merged["Rotated"]!, (int)merged["Failed"]!, (int)merged["NeedsAttention"]!));
    }

    // What the fleet file says of the sample, by its name or by a spec file.
    private static JsonObject Terms(SandboxFleet fleet, bool bySpec)
    {
        var terms = new JsonObject
        {
            ["policy"] = new JsonObject { ["expiringWithin"] = "14d", ["overlap"] = "1d" },
            ["store"] = new JsonObject { ["vault"] = SandboxFleet.Vault, ["secretName"] = "dt-workflow" },
        };
        if (!bySpec)
        {
            terms["names"] = new JsonArray("Workflow*");
            return terms;
        }

        var sample = fleet.Servers[0].Account.FindPlatformToken(Tenant.PublicPart(fleet.Servers[0].SamplePlatformToken))!;
        terms["specs"] = new JsonArray("platform.json");
        File.WriteAllText(Path.Combine(fleet.Folder, "platform.json"), new JsonObject
        {
            ["name"] = sample.Name,
            ["scopes"] = new JsonArray([.. sample.Scopes.Select(scope => JsonValue.Create(scope))]),
            ["resource"] = new JsonArray([.. sample.Resources.Select(urn => JsonValue.Create(urn))]),
            ["user"] = sample.Owner,
        }.ToJsonString());
        return terms;
    }

    private static void AddAccount(SandboxFleet fleet, JsonObject? terms = null)
    {
        var server = fleet.Servers[0];
        File.WriteAllText(Path.Combine(fleet.Folder, "client"), server.AccountClient.Secret);
        var file = JsonNode.Parse(File.ReadAllText(fleet.File))!;
        var account = terms ?? [];
        account["account"] = server.Account.Uuid;
        account["credential"] = new JsonObject { ["file"] = "client" };
        account["accountUrl"] = server.AccountUrl.ToString();
        account["tokenUrl"] = server.TokenUrl.ToString();
        file["accounts"] = new JsonArray(account);
        File.WriteAllText(fleet.File, file.ToJsonString());
    }

    private static void CheckAccount(JsonObject result, string urn, string state, Counts counts)
    {
        var account = Assert.Single(result["Accounts"]!.AsArray())!;
        Assert.Equal((urn, state), ((string?)account["Account"], (string?)account["State"]));
        Assert.Equal(counts, new Counts(
            (int)account["PlatformTokens"]!,
            (int)account["ExpiringSoon"]!,
            (int)account["NeedsAttention"]!,
            (int)account["Failed"]!));
    }

    private sealed record Counts(int PlatformTokens, int ExpiringSoon, int NeedsAttention, int Failed);
}

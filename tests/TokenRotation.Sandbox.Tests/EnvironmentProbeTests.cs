using TokenRotation.Sandbox.Account;

namespace TokenRotation.Sandbox.Tests;

/// <summary>What the environment answers to the Bearer of a platform token, and how late it feels a change.</summary>
public sealed class EnvironmentProbeTests
{
    [Fact]
    public async Task A_token_with_one_of_three_scopes_reads_the_environment()
    {
        await using var client = await AccountClient.StartAsync();

        var answer = await client.ProbeAsync(client.Server.SamplePlatformToken);

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            client.Account.EnvironmentUrn, "urn:dtenvironment:" + answer.Json.GetProperty("environmentId").GetString());
        Assert.Equal(405, (await client.SendAsync("POST", "/platform/management/v1/environment", "{}", "unknown")).Status);
    }

    [Fact]
    public async Task Without_them_it_is_403_and_names_them_and_an_expired_one_is_403_as_well()
    {
        await using var client = await AccountClient.StartAsync();
        var now = client.Server.Clock.GetUtcNow();
        var other = client.Account.AddPlatformToken("a@example.com", ["storage:logs:read"]);
        var over = client.Account.AddPlatformToken("a@example.com", ["app-engine:apps:run"], now);

        var missing = await client.ProbeAsync(other.Token);

        Assert.Equal(403, missing.Status);
        Assert.Contains("app-engine:apps:run", missing.Body, StringComparison.Ordinal);
        Assert.Equal(403, (await client.ProbeAsync(over.Token)).Status);
        Assert.Equal(401, (await client.ProbeAsync(other.Token[..^1] + "_")).Status);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(401)]
    public async Task An_inactive_token(int status)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { InactiveBearerStatus = status });
        var token = client.Account.Seed(Probing() with { Active = false });

        Assert.Equal(status, (await client.ProbeAsync(token.Token)).Status);
    }

    [Fact]
    public async Task A_token_works_in_its_environment_or_in_all_of_the_account()
    {
        await using var client = await AccountClient.StartAsync();
        var everywhere = client.Account.Seed(Probing() with { Resources = [client.Account.Urn] });
        var elsewhere = client.Account.Seed(Probing() with { Resources = ["urn:dtenvironment:zzz99999"] });

        Assert.Equal(200, (await client.ProbeAsync(everywhere.Token)).Status);
        Assert.Equal(401, (await client.ProbeAsync(elsewhere.Token)).Status);
    }

    [Fact]
    public async Task A_change_and_a_creation_may_be_felt_late()
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions
        {
            ChangeFeltAfter = TimeSpan.FromMinutes(5),
            UsableAfter = TimeSpan.FromSeconds(30),
            AccessTokenLifetime = TimeSpan.FromHours(1),
        });
        var body = """{"name":"n","scope":["app-engine:apps:run"],"resource":["RESOURCE"]}""";
        var made = (await client.TokensAsync(
            "POST", body: body.Replace("RESOURCE", client.Account.Urn, StringComparison.Ordinal))).Json;
        var (id, secret) = (made.GetProperty("tokenId").GetString()!, made.GetProperty("token").GetString()!);

        Assert.Equal(401, (await client.ProbeAsync(secret)).Status);
        client.Server.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await client.ProbeAsync(secret)).Status);
        await client.TokensAsync("PUT", $"/{id}/status", """{"status":"INACTIVE"}""");
        client.Server.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await client.ProbeAsync(secret)).Status);
        client.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(403, (await client.ProbeAsync(secret)).Status);
        await client.TokensAsync("DELETE", "/" + id);
        client.Server.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(401, (await client.ProbeAsync(secret)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_probe_counts_as_use_or_not(bool counts)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { ProbeCountsAsUse = counts });
        var token = client.Account.Seed(Probing() with { Scopes = ["app-engine:apps:run", "api-tokens:tokens:read"] });

        await client.ProbeAsync(token.Token);
        Assert.Equal(counts, client.Account.LastUseOf(token.Id) is not null);
        await client.SendAsync("GET", "/platform/classic/environment-api/v2/apiTokens", null, token.Token);

        Assert.Equal(client.Server.Clock.GetUtcNow().AddMilliseconds(-250), client.Account.LastUseOf(token.Id));
        var entry = (await client.TokensAsync("GET", $"?searchTerm={token.Id}")).Json.GetProperty("results")[0];
        Assert.Equal("127.0.0.1", entry.GetProperty("metadata").GetProperty("lastClientIp").GetString());
    }

    private static SeedPlatformToken Probing() => new() { Owner = "a@example.com", Scopes = ["app-engine:apps:run"] };
}

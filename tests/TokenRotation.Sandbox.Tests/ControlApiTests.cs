using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

/// <summary>The control path: clock, state, requests.</summary>
public sealed class ControlApiTests : IAsyncLifetime
{
    private SandboxClient _client = null!;

    private SandboxServer Server => _client.Server;

    public async Task InitializeAsync() => _client = await SandboxClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task The_clock_moves_on_and_tells_the_new_time()
    {
        var answer = await _client.ControlAsync("POST", "clock", """{"advance":"7.00:00:00"}""");

        Assert.Equal("""{"now":"2026-03-09T10:30:15.250Z"}""", answer.Body);
        Assert.Equal(answer.Body, (await _client.ControlAsync("GET", "clock")).Body);
        Assert.Equal(TenantFixture.Start.AddDays(7), Server.Clock.GetUtcNow());
        Assert.Equal(
            """{"now":"2026-05-01T00:00:00Z"}""",
            (await _client.ControlAsync("POST", "clock", """{"set":"2026-05-01T00:00:00Z"}""")).Body);
    }

    [Theory]
    [InlineData("""{"advance":"-1.00:00:00"}""")]
    [InlineData("""{"advance":"a week"}""")]
    [InlineData("{}")]
    [InlineData("no json")]
    public async Task A_clock_is_not_moved_by_nonsense(string body)
    {
        Assert.Equal(400, (await _client.ControlAsync("POST", "clock", body)).Status);
        Assert.Equal(TenantFixture.Start, Server.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_week_after_its_expiry_a_token_is_gone()
    {
        var id = Server.Tenant.FindBySecret(Server.SampleToken)!.Id;
        await _client.ControlAsync("POST", "clock", """{"advance":"36.23:59:59"}""");
        Assert.Equal(200, (await _client.V2Async("GET", "/" + id)).Status);
        Assert.Equal(401, (await _client.V2Async("POST", "/lookup", "{}", Server.SampleToken)).Status);

        await _client.ControlAsync("POST", "clock", """{"advance":"00:00:01"}""");

        Assert.Equal(404, (await _client.V2Async("GET", "/" + id)).Status);
    }

    [Fact]
    public async Task The_state_shows_all_tokens_with_secrets_states_and_dates()
    {
        Server.Tenant.Seed(new SeedToken { Name = "revoked", Enabled = false });
        Server.Tenant.Seed(new SeedToken { Name = "expired", ExpirationDate = TenantFixture.Start.AddHours(-1) });

        var state = (await _client.ControlAsync("GET", "state")).Json;

        Assert.Equal("2026-03-02T10:30:15.250Z", state.GetProperty("now").GetString());
        var tokens = state.GetProperty("tokens").EnumerateArray().ToDictionary(token => token.GetProperty("name").GetString()!);
        Assert.Equal(Server.SampleToken, tokens["RW config token"].GetProperty("token").GetString());
        Assert.Equal("2026-04-01T10:30:15.250Z", tokens["RW config token"].GetProperty("expirationDate").GetString());
        Assert.Equal("enabled", tokens["RW config token"].GetProperty("state").GetString());
        Assert.Equal("revoked", tokens["revoked"].GetProperty("state").GetString());
        Assert.Equal("expired", tokens["expired"].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Requests_are_logged_with_caller_and_target()
    {
        var created = (await _client.V2Async("POST", body: """{"name":"n","scopes":["slo.read"]}""")).Json.GetProperty("id")
            .GetString()!;
        await _client.V2Async("GET", "?fields=%2Bscopes");
        await _client.V2Async("PUT", "/" + created, """{"enabled":false}""", Server.SampleToken);
        await _client.V2Async("GET", token: "nothing");

        var requests = (await _client.ControlAsync("GET", "requests")).Json;

        string[] Column(string name) => [.. requests.EnumerateArray().Select(request => request.GetProperty(name).ToString())];
        Assert.Equal(["POST", "GET", "PUT", "GET"], Column("method"));
        Assert.Equal(["201", "200", "403", "401"], Column("status"));
        var (admin, sample) =
            (Server.Tenant.FindBySecret(Server.AdminToken)!.Id, Server.Tenant.FindBySecret(Server.SampleToken)!.Id);
        Assert.Equal([admin, admin, sample, string.Empty], Column("callerId"));
        Assert.Equal([created, string.Empty, created, string.Empty], Column("targetId"));
        Assert.Equal("/api/v2/apiTokens/" + created, requests[2].GetProperty("path").GetString());
        Assert.Equal("fields=+scopes", requests[1].GetProperty("query").GetString());
    }

    [Fact]
    public async Task The_log_forgets_when_asked()
    {
        await _client.V2Async("GET");

        Assert.Equal(204, (await _client.ControlAsync("DELETE", "requests")).Status);

        Assert.Equal(0, (await _client.ControlAsync("GET", "requests")).Json.GetArrayLength());
        Assert.Empty(Server.Log.Requests);
    }

    [Fact]
    public async Task No_secret_is_ever_logged()
    {
        var lines = new List<string>();
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { OnRequest = request => lines.Add(request.ToString()) });
        var tenant = client.Server.Tenant;
        var (modern, old) =
            (tenant.Seed(new SeedToken { Name = "modern" }), tenant.Seed(new SeedToken { Name = "old", OldFormat = true }));
        string[] secrets = [modern.Token, old.Token, client.Server.AdminToken, client.Server.V1AdminToken];

        await client.SendAsync("GET", "/api/v2/apiTokens?api-token=" + client.Server.AdminToken, null, token: null);
        await client.SendAsync("GET", "/api/v2/apiTokens?nextPageKey=" + modern.Token, null, client.Server.AdminToken);
        await client.SendAsync("GET", "/somewhere/" + modern.Token + "/else", null, client.Server.AdminToken);
        foreach (var secret in new[] { modern.Token, old.Token })
        {
            await client.V2Async("GET", "/" + secret);
            await client.V2Async("POST", "/lookup", $$"""{"token":"{{secret}}"}""");
            await client.V1Async("DELETE", "/" + secret);
            await client.V1Async("DELETE", "/" + secret);
        }

        var all = (await client.ControlAsync("GET", "requests")).Body + string.Join('\n', lines);
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
            Assert.DoesNotContain(secret.Split('.')[^1], all, StringComparison.Ordinal);
        });
        var deleted = client.Server.Log.Requests.Where(request => request.Method == "DELETE" && request.Status == 204);
        Assert.Equal(
            [("/api/v1/tokens/" + modern.Id, modern.Id), ("/api/v1/tokens/" + old.Id, old.Id)],
            deleted.Select(request => (request.Path, request.TargetId!)));
        Assert.Equal(11, lines.Count);
    }

    [Theory]
    [InlineData("GET", "nothing")]
    [InlineData("POST", "state")]
    public async Task Other_controls_do_not_exist(string method, string path) =>
        Assert.Equal(404, (await _client.ControlAsync(method, path)).Status);
}

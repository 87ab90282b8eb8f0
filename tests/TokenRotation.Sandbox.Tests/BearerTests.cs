using System.Net.Http.Headers;
using System.Text.Json;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Sandbox.Tests;

/// <summary>The account behind a sandbox: its token endpoint, and its Bearers on the classic API.</summary>
public sealed class BearerTests
{
    private const string Apps = "/platform/classic/environment-api/v2/apiTokens";
    private const string Live = "/api/v2/apiTokens";

    [Fact]
    public async Task A_client_fetches_an_access_token_that_lasts_five_minutes()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var client = sandbox.Server.Client;

        using var granted = await GrantAsync(sandbox.Server, client, "api-tokens:tokens:read");
        var bearer = granted.RootElement.GetProperty("access_token").GetString()!;

        Assert.Equal(300, granted.RootElement.GetProperty("expires_in").GetInt32());
        Assert.Equal("Bearer", granted.RootElement.GetProperty("token_type").GetString());
        Assert.Equal(200, await StatusAsync(sandbox.Server, Apps, bearer));
        sandbox.Server.Clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(200, await StatusAsync(sandbox.Server, Apps, bearer));
        sandbox.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(401, await StatusAsync(sandbox.Server, Apps, bearer));
    }

    [Theory]
    [InlineData("api-tokens:tokens:read automation:workflows:run", null)]
    [InlineData("", null)]
    [InlineData("api-tokens:tokens:read", "dt0s02.NOTTHISONE")]
    public async Task A_scope_or_secret_too_many_spoils_the_whole_request(string scope, string? secret)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var client = sandbox.Server.Client;

        using var answer = await PostAsync(sandbox.Server, client with { Secret = secret ?? client.Secret }, scope);

        Assert.Equal(400, (int)answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(string.Empty, body.RootElement.GetProperty("error_description").GetString());
    }

    [Fact]
    public async Task The_environment_has_no_token_endpoint_but_the_way_to_it()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await http.PostAsync(new Uri(sandbox.Server.Url, "/sso/oauth2/token"), new FormUrlEncodedContent([]));

        Assert.Equal(301, (int)answer.StatusCode);
        Assert.Equal(sandbox.Server.TokenUrl, answer.Headers.Location);
    }

    [Theory]
    [InlineData(false, 401)]
    [InlineData(true, 200)]
    public async Task The_classic_host_takes_a_bearer_by_a_switch(bool takes, int status)
    {
        await using var sandbox = await SandboxClient.StartAsync(
            new SandboxOptions { Account = new AccountOptions { ClassicHostTakesBearer = takes } });

        Assert.Equal(status, await StatusAsync(sandbox.Server, Live, sandbox.Server.PlatformToken));
        Assert.Equal(200, await StatusAsync(sandbox.Server, Apps, sandbox.Server.PlatformToken));
    }

    [Fact]
    public async Task The_apps_host_takes_a_bearer_alone_and_can_be_without_the_api()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await using var without = await SandboxClient.StartAsync(
            new SandboxOptions { Account = new AccountOptions { AppsHostHasClassicApi = false } });

        Assert.Equal(401, (await sandbox.SendAsync("GET", Apps, null, sandbox.Server.AdminToken)).Status);
        Assert.Equal(401, await StatusAsync(sandbox.Server, Apps, "unknown"));
        Assert.Equal(404, await StatusAsync(without.Server, Apps, without.Server.PlatformToken));
    }

    [Fact]
    public async Task An_expired_platform_token_is_forbidden_and_a_missing_scope_is_named_in_brackets()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var account = sandbox.Server.Account;
        var expired = account.AddPlatformToken("a@example.com", ["api-tokens:tokens:read"], sandbox.Server.Clock.GetUtcNow());
        var other = account.AddPlatformToken("a@example.com", ["automation:workflows:run"]);

        Assert.Equal(403, await StatusAsync(sandbox.Server, Apps, expired.Token));
        using var refused = await SendAsync(sandbox.Server, Apps, other.Token);
        Assert.Equal(403, (int)refused.StatusCode);
        Assert.Contains(
            "OAuth token is missing required scope. Use one of: [environment-api:api-tokens:read, api-tokens:tokens:read]",
            await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "maker@example.com")]
    [InlineData("service-user", "service-user")]
    public async Task A_token_made_with_a_bearer_belongs_to_its_owner_or_to_whom_the_switch_says(string? owner, string expected)
    {
        await using var sandbox = await SandboxClient.StartAsync(
            new SandboxOptions { Account = new AccountOptions { OwnerOfMadeTokens = owner } });
        var maker = sandbox.Server.Account.AddPlatformToken("maker@example.com", ["environment-api:api-tokens:write"]);

        using var created = await SendAsync(sandbox.Server, Apps, maker.Token, """{"name":"new","scopes":["metrics.read"]}""");

        Assert.Equal(201, (int)created.StatusCode);
        Assert.Equal(expected, Assert.Single(sandbox.Server.Tenant.Tokens, token => token.Name == "new").Owner);
        Assert.Equal(maker.Id, sandbox.Server.Log.Requests[^1].CallerId);
    }

    [Fact]
    public async Task The_log_keeps_no_bearer_and_no_client_secret()
    {
        var lines = new List<string>();
        await using var sandbox = await SandboxClient.StartAsync(
            new SandboxOptions { OnRequest = request => lines.Add(request.ToString()) });
        var client = sandbox.Server.Client;
        using var granted = await GrantAsync(sandbox.Server, client, "api-tokens:tokens:read");
        var bearer = granted.RootElement.GetProperty("access_token").GetString()!;
        await StatusAsync(sandbox.Server, Apps, bearer);
        await StatusAsync(sandbox.Server, Apps, sandbox.Server.PlatformToken);

        Assert.Equal(3, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain(bearer, line, StringComparison.Ordinal);
            Assert.DoesNotContain(client.Secret, line, StringComparison.Ordinal);
            Assert.DoesNotContain(sandbox.Server.PlatformToken, line, StringComparison.Ordinal);
        });
    }

    private static async Task<JsonDocument> GrantAsync(SandboxServer server, OAuthClient client, string scope)
    {
        using var answer = await PostAsync(server, client, scope);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> PostAsync(SandboxServer server, OAuthClient client, string scope)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client.Id,
            ["client_secret"] = client.Secret,
            ["scope"] = scope,
        });
        return await http.PostAsync(server.TokenUrl, form);
    }

    private static async Task<int> StatusAsync(SandboxServer server, string path, string bearer)
    {
        using var answer = await SendAsync(server, path, bearer);
        return (int)answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        SandboxServer server, string path, string bearer, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(server.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await http.SendAsync(request);
    }
}

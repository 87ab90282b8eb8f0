using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Http;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Tests.Http;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api;

/// <summary>A platform token or an OAuth client as the managing credential, against the sandbox.</summary>
public sealed class BearerConnectionTests
{
    private const string Apps = "/platform/classic/environment-api/v2/apiTokens";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Either_credential_manages_classic_tokens_through_the_apps_host(bool client)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());
        using var connection = await ConnectAsync(sandbox, client ? sandbox.Client.Secret : sandbox.PlatformToken);
        var api = connection.Api;

        var created = await api.CreateAsync(new TokenSpec { Name = "new", Scopes = ["metrics.read"] }, default);
        await api.UpdateAsync(created.Id, new TokenUpdate { Enabled = false }, default);

        Assert.Equal(client ? sandbox.Client.Id : ApiToken.Parse(sandbox.PlatformToken).Id, connection.Caller.Id);
        Assert.False((await api.GetAsync(created.Id, default)).Enabled);
        Assert.True(await api.DeleteAsync(created.Id, default));
        Assert.All(
            sandbox.Log.Requests.Where(request => !request.Path.EndsWith("/token", StringComparison.Ordinal)),
            request => Assert.StartsWith(Apps, request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_apps_host_has_no_token_api_the_classic_host_serves()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Account = new AccountOptions { AppsHostHasClassicApi = false, ClassicHostTakesBearer = true } });

        using var connection = await ConnectAsync(sandbox, sandbox.PlatformToken);

        Assert.NotEmpty((await connection.Api.ListAsync(new TokenQuery(), null, default)).Tokens);
        Assert.Equal("/api/v2/apiTokens", sandbox.Log.Requests[^1].Path);
    }

    [Fact]
    public async Task A_new_token_is_proved_as_itself_with_its_own_credential()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());
        using var connection = await ConnectAsync(sandbox, sandbox.Client.Secret);
        var created = await connection.Api.CreateAsync(new TokenSpec { Name = "new", Scopes = ["metrics.read"] }, default);

        var seen = await connection.Api.As(created.Token).LookupAsync(created.Token, default);

        Assert.Equal(created.Id, seen.Id);
        Assert.Equal(created.Id, sandbox.Log.Requests[^1].CallerId);
    }

    [Fact]
    public async Task Whose_the_made_tokens_are_is_what_the_environment_shows_and_unknown_before()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Account = new AccountOptions { OwnerOfMadeTokens = "service-user" } });
        using var connection = await ConnectAsync(sandbox, sandbox.Client.Secret);
        await connection.Api.ListAsync(new TokenQuery(), null, default);
        Assert.Null(connection.Caller.Knowing(connection.Api).Owner);

        await connection.Api.CreateAsync(new TokenSpec { Name = "new", Scopes = ["metrics.read"] }, default);
        Assert.Null(connection.Api.OwnerOfMadeTokens);
        await connection.Api.ListAsync(new TokenQuery(), null, default);

        Assert.Equal("service-user", connection.Caller.Knowing(connection.Api).Owner);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task An_access_token_that_ends_in_the_middle_of_a_list_is_fetched_again(int status)
    {
        // The client's clock does not see the move: the environment's refusal is all that it has.
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions
        {
            Tokens = 250,
            Clock = VirtualClock.Running(),
            Account = new AccountOptions { ExpiredBearerStatus = status },
        });
        using var connection = await ConnectAsync(sandbox, sandbox.Client.Secret);
        var query = new TokenQuery { PageSize = 100 };
        var first = await connection.Api.ListAsync(query, null, default);
        var fetched = Fetches(sandbox);

        sandbox.Clock.Advance(TimeSpan.FromSeconds(301));
        var second = await connection.Api.ListAsync(query, first.Next, default);
        var created = await connection.Api.CreateAsync(new TokenSpec { Name = "new", Scopes = ["metrics.read"] }, default);

        Assert.Equal(200, first.Tokens.Concat(second.Tokens).Select(token => token.Id).Distinct().Count());
        Assert.NotNull(sandbox.Tenant.Find(created.Id));
        Assert.Equal(fetched + 1, Fetches(sandbox));
    }

    [Fact]
    public async Task An_access_token_is_fetched_again_before_it_ends()
    {
        var clock = new VirtualClock(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = clock });
        using var connection = await ConnectAsync(sandbox, sandbox.Client.Secret, clock);
        for (var i = 0; i < 20; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(59));
            await connection.Api.ListAsync(new TokenQuery(), null, default);
        }

        Assert.All(sandbox.Log.Requests, request => Assert.Equal(200, request.Status));
        Assert.InRange(Fetches(sandbox), 4, 6);
    }

    [Fact]
    public async Task All_requests_that_wait_share_one_fetch()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = VirtualClock.Running() });
        using var connection = await ConnectAsync(sandbox, sandbox.Client.Secret);
        var fetched = Fetches(sandbox);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(301));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connection.Api.ListAsync(new TokenQuery(), null, default)));

        Assert.Equal(fetched + 1, Fetches(sandbox));
    }

    [Fact]
    public async Task A_scope_that_the_client_lacks_is_told_by_name()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());
        var none = sandbox.Account.AddClient("a@example.com", ["automation:workflows:run"]);
        var reader = sandbox.Account.AddClient("a@example.com", ["environment-api:api-tokens:read"]);
        var platform = sandbox.Account.AddPlatformToken("a@example.com", ["automation:workflows:run"]);

        var refused = await Assert.ThrowsAsync<AccessTokenException>(() => ConnectAsync(sandbox, none.Secret));
        using var reading = await ConnectAsync(sandbox, reader.Secret);
        var write = await Assert.ThrowsAsync<ForbiddenException>(
            () => reading.Api.CreateAsync(new TokenSpec { Name = "new", Scopes = ["metrics.read"] }, default));
        var forbidden = await Assert.ThrowsAsync<ForbiddenException>(() => ConnectAsync(sandbox, platform.Token));

        Assert.Contains("api-tokens:tokens:read and api-tokens:tokens:write", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["environment-api:api-tokens:read"], reading.Caller.Scopes);
        Assert.Contains("api-tokens:tokens:write", write.RequiredScopes);
        Assert.Contains("api-tokens:tokens:read", forbidden.RequiredScopes);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_from_a_missing_scope_by_the_first_answer()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());
        var right = sandbox.Client.Secret;
        var wrong = right[..^1] + (right[^1] == 'A' ? 'B' : 'A');

        var failure = await Assert.ThrowsAsync<AccessTokenException>(() => ConnectAsync(sandbox, wrong));

        Assert.Contains(sandbox.Client.Id, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("api-tokens", failure.Message, StringComparison.Ordinal);
        Assert.Single(sandbox.Log.Requests);
    }

    [Theory]
    [InlineData(403, "<html><title>Blocked</title></html>", AccessTokenFault.Network, "Blocked")]
    [InlineData(407, "Sign in first.", AccessTokenFault.Network, "Sign in first.")]
    [InlineData(503, "<html></html>", AccessTokenFault.Moment, "503")]
    [InlineData(429, "{}", AccessTokenFault.Moment, "429")]
    [InlineData(401, "{}", AccessTokenFault.Client, "secret")]
    [InlineData(200, "<html>", AccessTokenFault.Address, "-TokenUrl")]
    public async Task What_the_token_endpoint_answers_is_blamed_on_whoever_answered(
        int status, string body, object fault, string said)
    {
        using var client = ApiToken.Parse(NewToken.Text("dt0s02", 8));
        using var server = new FakeServer().Answer(status, body);
        var once = new RetryOptions { MaximumRetryCount = 0, TimeProvider = TimeProvider.System };
        using var handler = new ResilientHandler(once, server);
        using var http = new HttpClient(handler);
        var tokens = new AccessTokens(http, client, new Uri("https://sso.example.com/token"), TimeProvider.System);
        tokens.AskFor(["api-tokens:tokens:read"]);

        var failure = await Assert.ThrowsAsync<AccessTokenException>(() => tokens.GetAsync(default));

        Assert.Equal(fault, failure.Fault);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_endpoint_that_is_not_reached_says_why()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());

        var failure = await Assert.ThrowsAsync<AccessTokenException>(
            () => ConnectAsync(sandbox, sandbox.Client.Secret, endpoint: new Uri("https://no-such-host.invalid/token")));

        Assert.Contains("there is no name no-such-host.invalid", failure.Message, StringComparison.Ordinal);
        Assert.Equal(AccessTokenFault.Network, failure.Fault);
    }

    [Fact]
    public async Task The_environments_own_address_is_no_token_endpoint_and_the_redirect_is_not_followed()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());

        var failure = await Assert.ThrowsAsync<AccessTokenException>(
            () => ConnectAsync(sandbox, sandbox.Client.Secret, endpoint: new Uri(sandbox.Url, "/sso/oauth2/token")));

        Assert.Equal(301, failure.Request.StatusCode);
        Assert.All(sandbox.Log.Requests, request => Assert.Equal("/sso/oauth2/token", request.Path));
    }

    [Fact]
    public async Task A_bearer_cannot_speak_v1()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());

        await Assert.ThrowsAsync<UnsupportedCredentialException>(
            () => ConnectAsync(sandbox, sandbox.PlatformToken, version: ApiVersion.V1));

        Assert.Empty(sandbox.Log.Requests);
    }

    [Theory]
    [InlineData("https://abc12345.live.dynatrace.com", "https://abc12345.apps.dynatrace.com")]
    [InlineData("https://abc12345.apps.dynatrace.com/ui", "https://abc12345.apps.dynatrace.com")]
    [InlineData("https://abc12345.dev.dynatracelabs.com", "https://abc12345.dev.apps.dynatracelabs.com")]
    [InlineData("https://dynatrace.example.com/e/7f3c", null)]
    [InlineData("https://dynatrace.example.com", null)]
    [InlineData("http://127.0.0.1:8420", "http://127.0.0.1:8420")]
    public void The_apps_host_follows_from_the_environments_address(string url, string? apps) =>
        Assert.Equal(apps, EnvironmentUrl.Parse(url).AppsText);

    [Fact]
    public void An_access_token_in_a_servers_words_is_not_shown()
    {
        var bearer = "eyJhbGciOiJFUzI1NiJ9." + new string('a', 40) + "." + new string('b', 20);

        Assert.Equal("Bearer (access token) is over", ServerText.Clean($"Bearer {bearer} is over"));
    }

    private static int Fetches(SandboxServer sandbox) =>
        sandbox.Log.Requests.Count(
            request => request.Path.EndsWith("/oauth2/token", StringComparison.Ordinal) && request.Status == 200);

    private static Task<TokenApiConnection> ConnectAsync(
        SandboxServer sandbox, string credential, TimeProvider? time = null, Uri? endpoint = null,
        ApiVersion version = ApiVersion.Auto) =>
        TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(sandbox.Url.ToString()),
                Credential = ApiToken.Parse(credential),
                TokenEndpoint = endpoint ?? sandbox.TokenUrl,
                ApiVersion = version,
                TimeProvider = time ?? TimeProvider.System,
                NoProxy = true,
            },
            default);
}

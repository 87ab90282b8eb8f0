using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Sandbox.Tests;

/// <summary>A sandbox's account, and a bare HTTP client of it with an access token.</summary>
internal sealed class AccountClient : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly SandboxClient _sandbox;

    private AccountClient(SandboxClient sandbox) => _sandbox = sandbox;

    public SandboxServer Server => _sandbox.Server;

    public SandboxAccount Account => Server.Account;

    public string Bearer { get; private set; } = string.Empty;

    public static async Task<AccountClient> StartAsync(AccountOptions? options = null)
    {
        var client = new AccountClient(await SandboxClient.StartAsync(new SandboxOptions { Account = options ?? new() }));
        client.Bearer = await client.GrantAsync(client.Server.AccountClient, "platform-token:tokens:manage");
        return client;
    }

    public async Task<string> GrantAsync(OAuthClient client, string scope, string? resource = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client.Id,
            ["client_secret"] = client.Secret,
            ["scope"] = scope,
            ["resource"] = resource ?? Account.Urn,
        });
        using var answer = await _http.PostAsync(Server.TokenUrl, form);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("access_token").GetString()!;
    }

    public Task<HttpAnswer> TokensAsync(string method, string path = "", string? body = null, string? bearer = null) =>
        SendAsync(method, $"/_account/iam/v1/accounts/{Account.Uuid}/platform-tokens{path}", body, bearer ?? Bearer);

    public Task<HttpAnswer> ProbeAsync(string bearer) =>
        SendAsync("GET", "/platform/management/v1/environment", body: null, bearer);

    public async Task<HttpAnswer> SendAsync(string method, string path, string? body, string? bearer)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.Url, path));
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        return new HttpAnswer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }
}

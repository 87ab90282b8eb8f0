using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

/// <summary>A sandbox on a clock that stands still, and a bare HTTP client for it.</summary>
internal sealed class SandboxClient : IAsyncDisposable
{
    private readonly HttpClient _http;

    private SandboxClient(SandboxServer server)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server.Url };
    }

    public SandboxServer Server { get; }

    public static async Task<SandboxClient> StartAsync(SandboxOptions? options = null)
    {
        var settings = options ?? new SandboxOptions();
        return new(
            await SandboxServer.StartAsync(settings with { Clock = settings.Clock ?? new VirtualClock(TenantFixture.Start) }));
    }

    public Task<HttpAnswer> V2Async(string method, string path = "", string? body = null, string? token = null) =>
        SendAsync(method, "/api/v2/apiTokens" + path, body, token ?? Server.AdminToken);

    public Task<HttpAnswer> V1Async(
        string method, string path = "", string? body = null, string? token = null, string? accept = null) =>
        SendAsync(method, "/api/v1/tokens" + path, body, token ?? Server.V1AdminToken, accept);

    public Task<HttpAnswer> ControlAsync(string method, string path, string? body = null) =>
        SendAsync(method, "/_sandbox/" + path, body, token: null);

    public async Task<HttpAnswer> SendAsync(string method, string path, string? body, string? token, string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Server.Url.GetLeftPart(UriPartial.Authority) + path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Api-Token", token);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request);
        return new HttpAnswer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
internal sealed record HttpAnswer(HttpStatusCode StatusCode, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public int Status => (int)StatusCode;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

using System.Net;

namespace TokenRotation.Sandbox.Tests;

/// <summary>Pages in a browser on the same machine: by a name that leads here, and from another origin.</summary>
public sealed class ForeignCallerTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new();
    private SandboxServer _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await SandboxServer.StartAsync(new SandboxOptions());

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:80")]
    public async Task A_foreign_host_is_told_no_secret(string host)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, "_sandbox/state", request => request.Headers.Host = host);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
        Assert.DoesNotContain("dt0", body, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    public async Task A_foreign_page_moves_no_clock(string origin)
    {
        var before = _sandbox.Clock.GetUtcNow();

        var (status, _) = await SendAsync(HttpMethod.Post, "_sandbox/clock", request =>
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
            request.Content = new StringContent("""{"advance":"7.00:00:00"}""");
        });

        Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
        Assert.True(_sandbox.Clock.GetUtcNow() - before < TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("LOCALHOST:80", null)]
    [InlineData("[::1]:8420", null)]
    [InlineData("localhost:8420", "http://localhost:8420")]
    public async Task This_machine_by_any_of_its_names_is_answered(string host, string? origin)
    {
        var (status, _) = await SendAsync(HttpMethod.Get, "_sandbox/clock", request =>
        {
            request.Headers.Host = host;
            request.Headers.TryAddWithoutValidation("Origin", origin);
        });

        Assert.Equal(HttpStatusCode.OK, status);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string path, Action<HttpRequestMessage> with)
    {
        using var request = new HttpRequestMessage(method, new Uri(_sandbox.Url, path));
        with(request);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

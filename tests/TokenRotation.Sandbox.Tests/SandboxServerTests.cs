using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Sandbox.Tests;

/// <summary>The server itself: addresses, headers, limits, latency.</summary>
public sealed class SandboxServerTests
{
    [Theory]
    [InlineData("/api/v2/apiTokens")]
    [InlineData("//api//v2/apiTokens/")]
    [InlineData("{managed}/api/v2/apiTokens")]
    [InlineData("{managed}//api/v2/apiTokens")]
    public async Task Each_form_of_the_base_path_leads_to_the_environment(string path)
    {
        await using var client = await SandboxClient.StartAsync();

        var answer = await client.SendAsync(
            "GET", path.Replace("{managed}", client.Server.ManagedUrl.AbsolutePath, StringComparison.Ordinal), null,
            client.Server.AdminToken);

        Assert.Equal(200, answer.Status);
        Assert.Equal(3, answer.Json.GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("GET", "/e/another-environment/api/v2/apiTokens", 404)]
    [InlineData("GET", "/api/v2/problems", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("PATCH", "/api/v2/apiTokens/x", 405)]
    [InlineData("DELETE", "/api/v1/tokens", 405)]
    [InlineData("GET", "/api/v2/apiTokens/a/b", 404)]
    public async Task Other_paths_and_methods_are_refused_in_the_envelope(string method, string path, int status)
    {
        await using var client = await SandboxClient.StartAsync();

        var answer = await client.SendAsync(method, path, null, client.Server.AdminToken);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status, answer.Json.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task The_credential_comes_in_the_header_or_in_the_query()
    {
        await using var client = await SandboxClient.StartAsync();
        var path = "/api/v2/apiTokens?api-token=" + client.Server.AdminToken;

        Assert.Equal(200, (await client.SendAsync("GET", path, null, token: null)).Status);
        Assert.Equal(401, (await client.SendAsync("GET", "/api/v2/apiTokens", null, token: null)).Status);
    }

    [Fact]
    public async Task Answers_carry_the_recorded_headers_and_the_date_of_the_virtual_clock()
    {
        await using var client = await SandboxClient.StartAsync();
        client.Server.Clock.Advance(TimeSpan.FromDays(7));

        var answer = await client.V2Async("GET");

        Assert.Equal("Mon, 09 Mar 2026 10:30:15 GMT", answer.Header("Date"));
        Assert.Equal("ruxit server", answer.Header("Server"));
        Assert.Equal("Cluster", answer.Header("dynatrace-response-source"));
        // The client reads the type and writes it back with a space.
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.Contains("no-store", answer.Header("Cache-Control"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_three_tokens_handed_out_are_what_they_are_said_to_be()
    {
        await using var client = await SandboxClient.StartAsync(new SandboxOptions { Tokens = 20, Seed = 7 });
        async Task<string> ScopesOf(string token) => string.Join(
            ' ',
            (await client.V2Async("POST", "/lookup", $$"""{"token":"{{token}}"}""")).Json.GetProperty("scopes").EnumerateArray()
                .Select(scope => scope.GetString()));

        Assert.Equal("apiTokens.read apiTokens.write", await ScopesOf(client.Server.AdminToken));
        Assert.Equal("TenantTokenManagement", await ScopesOf(client.Server.V1AdminToken));
        Assert.Equal("ReadConfig WriteConfig", await ScopesOf(client.Server.SampleToken));
        Assert.Equal(23, client.Server.Tenant.Tokens.Count);
        var sample = client.Server.Tenant.FindBySecret(client.Server.SampleToken)!;
        Assert.Equal("RW config token", sample.Name);
        Assert.Equal(TimeSpan.FromDays(30), sample.ExpirationDate - sample.CreationDate);
    }

    [Theory]
    [InlineData(ResetUnit.Seconds, 1)]
    [InlineData(ResetUnit.Milliseconds, 1_000)]
    [InlineData(ResetUnit.Microseconds, 1_000_000)]
    public async Task Beyond_the_limit_requests_are_answered_with_429_until_the_reset(ResetUnit unit, long unitsPerSecond)
    {
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { RateLimit = new RateLimitOptions { Limit = 2, ResetUnit = unit } });
        var first = await client.V2Async("GET");
        Assert.Equal(("2", "1"), (first.Header("X-RateLimit-Limit"), first.Header("X-RateLimit-Remaining")));
        Assert.Equal("0", (await client.V2Async("GET")).Header("X-RateLimit-Remaining"));

        var refused = await client.V2Async("POST", body: """{"name":"n","scopes":["slo.read"]}""");

        Assert.Equal(429, refused.Status);
        Assert.Equal("Too many requests.", refused.Json.GetProperty("error").GetProperty("message").GetString());
        Assert.Null(refused.Header("Retry-After"));
        var reset = long.Parse(refused.Header("X-RateLimit-Reset")!, CultureInfo.InvariantCulture) / unitsPerSecond;
        Assert.InRange(reset - TenantFixture.Start.ToUnixTimeSeconds(), 60, 61);
        Assert.Equal(3, client.Server.Tenant.Tokens.Count);
        client.Server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await client.V2Async("GET")).Status);
    }

    [Theory]
    [InlineData(RetryAfter.Seconds, "60")]
    [InlineData(RetryAfter.Date, "Mon, 02 Mar 2026 10:31:16 GMT")]
    public async Task A_429_can_say_when_to_retry(RetryAfter form, string expected)
    {
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { RateLimit = new RateLimitOptions { Limit = 1, RetryAfter = form } });
        await client.V2Async("GET");

        Assert.Equal(expected, (await client.V2Async("GET")).Header("Retry-After"));
    }

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_refused()
    {
        await using var client = await SandboxClient.StartAsync();

        var answer = await client.V2Async("POST", body: new string(' ', 1024 * 1024) + "{}");

        Assert.Equal(413, answer.Status);
    }

    [Fact]
    public async Task Latency_holds_each_answer_back()
    {
        await using var client = await SandboxClient.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(150) });
        var start = TimeProvider.System.GetTimestamp();

        await client.V2Async("GET");

        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task It_can_speak_https()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Certificate = made });
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, seen, _, _) =>
            seen!.Thumbprint == made.Thumbprint
        };
        using var http = new HttpClient(handler);

        using var answer = await http.GetAsync(new Uri(server.Url, "/api/v2/apiTokens"));

        Assert.Equal("https", server.Url.Scheme);
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_an_io_error()
    {
        await using var first = await SandboxServer.StartAsync(new SandboxOptions());

        await Assert.ThrowsAsync<IOException>(() => SandboxServer.StartAsync(new SandboxOptions { Port = first.Url.Port }));
    }

    [Fact]
    public async Task It_listens_no_longer_once_disposed_of()
    {
        var server = await SandboxServer.StartAsync(new SandboxOptions());
        var url = server.Url;
        await server.DisposeAsync();
        using var http = new HttpClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(url));
    }

    [Fact]
    public async Task A_running_clock_is_the_default()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions());

        var before = DateTimeOffset.UtcNow;
        Assert.InRange(server.Tenant.Now, before.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }
}

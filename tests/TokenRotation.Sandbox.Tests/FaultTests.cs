using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Sandbox.Tests;

/// <summary>What goes wrong on purpose, over a socket.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string New = """{"name":"new","scopes":["slo.read"]}""";

    private SandboxClient _client = null!;

    private SandboxServer Server => _client.Server;

    public async Task InitializeAsync() => _client = await SandboxClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task A_connection_cut_before_leaves_nothing_behind()
    {
        await FaultAsync("""{"method":"POST","path":"/apiTokens$","effect":"dropBefore","count":1}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.V2Async("POST", body: New));

        Assert.Equal(3, Server.Tenant.Tokens.Count);
        Assert.Equal(201, (await _client.V2Async("POST", body: New)).Status);
    }

    [Fact]
    public async Task A_connection_cut_after_leaves_the_token_behind()
    {
        await FaultAsync("""{"method":"POST","path":"/apiTokens$","effect":"dropAfter","nth":1}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.V2Async("POST", body: New));

        Assert.Equal("new", Server.Tenant.Tokens[^1].Name);
        var logged = Assert.Single(Server.Log.Requests);
        Assert.Null(logged.Status);
        Assert.Equal("DropAfter", logged.Fault);
    }

    [Fact]
    public async Task A_status_comes_with_its_headers_and_body()
    {
        await FaultAsync("""{"effect":"status","status":429,"headers":{"Retry-After":"7"},"count":1}""");
        await FaultAsync("""{"effect":"status","status":556,"body":{"error":{"code":503}},"count":1}""");
        await FaultAsync("""{"effect":"status","status":503,"body":"plain","count":1}""");

        var first = await _client.V2Async("GET");
        var second = await _client.V2Async("GET");
        var third = await _client.V2Async("GET");

        Assert.Equal((429, "7"), (first.Status, first.Header("Retry-After")));
        Assert.Equal("Too many requests.", first.Json.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal((556, """{"error":{"code":503}}"""), (second.Status, second.Body));
        Assert.Equal((503, "plain"), (third.Status, third.Body));
        Assert.Equal(200, (await _client.V2Async("GET")).Status);
    }

    [Fact]
    public async Task Odd_bodies_are_served()
    {
        await FaultAsync("""[{"effect":"html","status":502,"count":1},{"effect":"malformed","count":1},{"effect":"emptyBody","status":404,"count":1},{"effect":"errorArray","count":1}]""");

        var html = await _client.V2Async("GET");
        var malformed = await _client.V2Async("GET");
        var empty = await _client.V2Async("GET");
        var array = await _client.V2Async("GET");

        Assert.Equal(502, html.Status);
        Assert.StartsWith("<html>", html.Body, StringComparison.Ordinal);
        Assert.StartsWith("text/html", html.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(200, malformed.Status);
        Assert.ThrowsAny<JsonException>(() => malformed.Json);
        Assert.Equal((404, string.Empty), (empty.Status, empty.Body));
        Assert.Equal(400, array.Json[0].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_faulty_answer_can_hide_that_the_request_was_carried_out()
    {
        await FaultAsync("""{"effect":"malformed","applied":true,"count":1}""");
        await FaultAsync("""{"effect":"html","applied":true,"count":1}""");

        var malformed = await _client.V2Async("POST", body: New);
        var html = await _client.V2Async("POST", body: New);

        Assert.Equal(201, malformed.Status);
        Assert.ThrowsAny<JsonException>(() => malformed.Json);
        Assert.Equal(503, html.Status);
        Assert.Equal(5, Server.Tenant.Tokens.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slow_request_is_carried_out_even_when_nobody_waits(bool applied)
    {
        // Without a socket: when a server notices that its client has left is a matter of luck.
        var fixture = new TenantFixture();
        var faults = new FaultRules();
        faults.Add(new FaultRule { Effect = FaultEffect.Delay, Delay = 20, Applied = applied });
        var log = new RequestLog();
        var account = new SandboxAccount(new AccountOptions(), fixture.Clock);
        var pipeline = new RequestPipeline(
            new SandboxOptions(), fixture.Tenant, account, new SandboxCluster(fixture.Clock), limiter: null, fixture.Clock,
            faults, log, () => new Uri("http://127.0.0.1/"));
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        context.Request.Method = "POST";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = "/api/v2/apiTokens";
        context.Request.Headers.Authorization = "Api-Token " + fixture.V2Manager.Token;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(New));

        await pipeline.HandleAsync(context, CancellationToken.None);

        Assert.Equal("new", fixture.Tenant.Tokens[^1].Name);
        Assert.Equal("Delay", Assert.Single(log.Requests).Fault);
    }

    [Fact]
    public async Task Faults_are_lifted()
    {
        await FaultAsync("""{"effect":"status","status":500}""");
        Assert.Equal(500, (await _client.V2Async("GET")).Status);

        Assert.Equal(204, (await _client.ControlAsync("DELETE", "faults")).Status);

        Assert.Equal(200, (await _client.V2Async("GET")).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"effect":"explode"}""")]
    [InlineData("""{"effect":"html","path":"("}""")]
    [InlineData("""{"effect":"html","probability":2}""")]
    [InlineData("""{"effect":"html","nth":0}""")]
    [InlineData("""{"effect":"status","status":99}""")]
    [InlineData("""{"effect":"html","probabilty":0.5}""")]
    [InlineData("""[{"effect":"html"},null]""")]
    [InlineData("null")]
    [InlineData("nonsense")]
    public async Task A_rule_that_makes_no_sense_is_refused_and_none_is_in_force(string rule)
    {
        Assert.Equal(400, (await _client.ControlAsync("POST", "faults", rule)).Status);
        Assert.Equal(200, (await _client.V2Async("GET")).Status);
    }

    [Fact]
    public void Rules_count_per_matching_request()
    {
        var rules = new FaultRules();
        rules.Add(
            new FaultRule { Method = "PUT", Path = "/tokens/", Skip = 1, Count = 2, Effect = FaultEffect.DropAfter },
            new FaultRule { Method = "GET", Nth = 3, Effect = FaultEffect.Html });

        bool[] Strikes(string method, int times) =>
            [.. Enumerable.Range(0, times).Select(_ => rules.Strike(method, "/api/v1/tokens/x").Count > 0)];

        Assert.Equal([false, true, true, false], Strikes("PUT", 4));
        Assert.Equal([false, false, true, false], Strikes("GET", 4));
        Assert.Equal([false], Strikes("DELETE", 1));
    }

    [Fact]
    public void Delays_add_up_and_the_first_other_effect_wins()
    {
        var rules = new FaultRules();
        rules.Add(
            new FaultRule { Effect = FaultEffect.Delay, Delay = 1 },
            new FaultRule { Effect = FaultEffect.Delay, Delay = 2 },
            new FaultRule { Effect = FaultEffect.Html },
            new FaultRule { Effect = FaultEffect.DropBefore });

        Assert.Equal(
            [FaultEffect.Delay, FaultEffect.Delay, FaultEffect.Html], rules.Strike("GET", "/").Select(rule => rule.Effect));
    }

    [Fact]
    public void Dice_are_fair_and_reproducible()
    {
        bool[] Throws(int seed)
        {
            var rules = new FaultRules(seed);
            rules.Add(new FaultRule { Probability = 0.25, Effect = FaultEffect.Html });
            return [.. Enumerable.Range(0, 1000).Select(_ => rules.Strike("GET", "/").Count > 0)];
        }

        Assert.Equal(Throws(3), Throws(3));
        Assert.NotEqual(Throws(3), Throws(4));
        Assert.InRange(Throws(3).Count(struck => struck), 200, 300);
    }

    private async Task FaultAsync(string rules) =>
        Assert.Equal(204, (await _client.ControlAsync("POST", "faults", rules)).Status);
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.EnvironmentLog;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api.EnvironmentLog;

/// <summary>Tests that measure the memory of the process, and therefore run while no other does.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;

/// <summary>The client of the audit log: against the sandbox, and against servers that it cannot play.</summary>
[Collection(nameof(Measured))]
public sealed class EnvironmentLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 30, 15, 250, TimeSpan.Zero);

    private const string OneEntry =
        """
        {"totalCount":1,"pageSize":1000,"auditLogs":[{"logId":"197425568800060000","eventType":"UPDATE","category":"CONFIG",
        "entityId":"MOBILE_RUM: MOBILE_APPLICATION-752C223D59734CD2","environmentId":"prod-env-13","user":"test.user@company.com",
        "userType":"USER_NAME","userOrigin":"webui (192.168.0.2)","timestamp":1574255688445,"success":true,
        "patch":[{"op":"replace","path":"/refreshTimeIntervalMillis","value":30000,"oldValue":20000}]}]}
        """;

    [Fact]
    public async Task What_a_token_did_and_what_was_done_to_it_come_newest_first()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions
        {
            Clock = new VirtualClock(Start),
            Tenant = new TenantOptions { AuditLogEnabled = true },
        });
        var tenant = sandbox.Tenant;
        var manager = tenant.FindBySecret(sandbox.AdminToken)!;
        var leaked = tenant.Create(
            Generation.V2, manager, new TokenCreation { Name = "leaked", Scopes = ["apiTokens.write"] }).Value!;
        sandbox.Clock.Advance(TimeSpan.FromHours(1));
        var made = tenant.Create(Generation.V1, leaked with
        {
            Scopes = ["TenantTokenManagement"],
        }, new TokenCreation { Name = "made", Scopes = ["metrics.read"] }).Value!;
        sandbox.Clock.Advance(TimeSpan.FromHours(1));
        tenant.Update(Generation.V2, manager, leaked.Id, new TokenChange { Enabled = false });

        using var log = Log(sandbox.Url, Seed(sandbox, "auditLogs.read", "settings.read"));
        var all = await ReadAsync(TokenActivityReader.All(log.Api, leaked.Id, Start));
        var only = await ReadAsync(TokenActivityReader.Made(log.Api, leaked.Id, Start));

        Assert.Equal(
            [(DtTokenActivityKind.DoneTo, "UPDATE"), (DtTokenActivityKind.Made, "CREATE"),
                (DtTokenActivityKind.DoneTo, "CREATE")],
            all.Select(activity => (activity.Kind, activity.Action)));
        Assert.Equal(made.Id, Assert.Single(only).EntityId);
        Assert.Equal(Start.AddHours(1), only[0].Time);
        Assert.Contains("\"oldValue\":true", all[0].Changes, StringComparison.Ordinal);
        Assert.True(await log.Api.IsEnabledAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_documented_entry_is_read()
    {
        using var log = Log(new Uri(MockEnvironment.Url), NewToken.Classic(), new Scripted(_ => (200, OneEntry)));

        var activity = Assert.Single(await ReadAsync(TokenActivityReader.Made(log.Api, "dt0c01.PUBLIC", default)));

        Assert.Equal(
            ("UPDATE", "CONFIG", true, "192.168.0.2"), (activity.Action, activity.Category, activity.Success, activity.Address));
        Assert.Equal("197425568800060000", activity.LogId);
        Assert.Equal(1574255688445, activity.Time.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("""{"auditLogs":[{}]}""", 1)]
    [InlineData("""{"auditLogs":[{"eventType":7,"timestamp":"now","success":"yes","patch":null}],"nextPageKey":null}""", 1)]
    [InlineData("""{"auditLogs":[]}""", 0)]
    public async Task Missing_and_odd_properties_are_passed_over(string body, int entries)
    {
        using var log = Log(new Uri(MockEnvironment.Url), NewToken.Classic(), new Scripted(_ => (200, body)));

        Assert.Equal(entries, (await ReadAsync(TokenActivityReader.Made(log.Api, "dt0c01.PUBLIC", default))).Count);
    }

    [Fact]
    public async Task A_secret_in_an_entry_is_cut_to_its_ID()
    {
        var secret = NewToken.Classic();
        using var log = Log(
            new Uri(MockEnvironment.Url),
            NewToken.Classic(),
            new Scripted(_ =>
                (200, $$"""{"auditLogs":[{"message":"{{secret.Reveal()}}","patch":[{"value":"{{secret.Reveal()}}"}]}]}""")));

        var activity = Assert.Single(await ReadAsync(TokenActivityReader.Made(log.Api, "dt0c01.PUBLIC", default)));

        Assert.Equal(secret.Id, activity.Message);
        Assert.DoesNotContain(secret.Reveal(), activity.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_come_round_again_are_an_error()
    {
        using var log = Log(
            new Uri(MockEnvironment.Url), NewToken.Classic(),
            new Scripted(_ => (200, """{"auditLogs":[{}],"nextPageKey":"again"}""")));

        await Assert.ThrowsAsync<MalformedResponseException>(
            () => ReadAsync(TokenActivityReader.Made(log.Api, "dt0c01.PUBLIC", default)));
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());
        using var log = Log(sandbox.Url, Seed(sandbox, "apiTokens.read"));

        var failure = await Assert.ThrowsAsync<ForbiddenException>(
            () => ReadAsync(TokenActivityReader.All(log.Api, "dt0c01.PUBLIC", default)));

        Assert.Contains("auditLogs.read", failure.Message, StringComparison.Ordinal);
        Assert.Null(await log.Api.IsEnabledAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"items":[],"totalCount":0}""", false)]
    [InlineData("""{"items":[{"value":{"enabled":false}}]}""", false)]
    [InlineData("""{"items":[{"value":{"enabled":true}}]}""", true)]
    public async Task A_switch_that_nobody_has_touched_is_off(string body, bool enabled)
    {
        using var log = Log(new Uri(MockEnvironment.Url), NewToken.Classic(), new Scripted(_ => (200, body)));

        Assert.Equal(enabled, await log.Api.IsEnabledAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_environment_without_an_audit_log_is_told_so()
    {
        using var log = Log(
            new Uri("https://dynatrace.example.com/e/old"), NewToken.Classic(),
            new Scripted(_ => (404, """{"error":{"code":404,"message":"Not found"}}""")));

        var failure = await Assert.ThrowsAsync<MalformedResponseException>(
            () => ReadAsync(TokenActivityReader.All(log.Api, "dt0c01.PUBLIC", default)));

        Assert.Equal(ApiMessages.NoAuditLog, failure.Message);
    }

    [Fact]
    public async Task A_hundred_thousand_entries_are_streamed_in_bounded_memory()
    {
        const int pages = 100;
        var server = new Scripted(request => (200, Page(request, pages)));
        using var log = Log(new Uri(MockEnvironment.Url), NewToken.Classic(), server);
        var reader = TokenActivityReader.Made(log.Api, "dt0c01.PUBLIC", default);
        var (count, most, before) = (0, 0L, 0L);
        while (await reader.ReadAsync(CancellationToken.None) is not null)
        {
            count++;
            // No page is asked for before the one in front of it was taken.
            Assert.Equal((count + 999) / 1000, server.Requests);
            if (count % 10_000 == 1)
            {
                var now = GC.GetTotalMemory(forceFullCollection: true);
                before = before == 0 ? now : before;
                most = Math.Max(most, now - before);
            }
        }

        Assert.Equal(100_000, count);
        Assert.True(most < 4 * 1024 * 1024, $"{most} bytes more than at the first page");
    }

    private static string Page(HttpRequestMessage request, int pages)
    {
        var key = HttpUtility.ParseQueryString(request.RequestUri!.Query)["nextPageKey"];
        var number = key is null ? 1 : int.Parse(key, CultureInfo.InvariantCulture);
        var body = new StringBuilder("{\"totalCount\":100000,\"pageSize\":1000,");
        if (number < pages)
        {
            body.Append(CultureInfo.InvariantCulture, $"\"nextPageKey\":\"{number + 1}\",");
        }

        body.Append("\"auditLogs\":[");
        for (var i = 0; i < 1000; i++)
        {
            body.Append(i == 0 ? string.Empty : ",").Append(
                CultureInfo.InvariantCulture,
                $$"""{"logId":"{{number}}-{{i}}","eventType":"CREATE","category":"TOKEN","entityId":"{{number}}.{{i}}","timestamp":1574255688445}""");
        }

        return body.Append("]}").ToString();
    }

    private static async Task<List<DtTokenActivity>> ReadAsync(TokenActivityReader reader)
    {
        var read = new List<DtTokenActivity>();
        while (await reader.ReadAsync(CancellationToken.None) is { } activity)
        {
            read.Add(activity);
        }

        return read;
    }

    private static ApiToken Seed(SandboxServer sandbox, params string[] scopes) =>
        ApiToken.Parse(sandbox.Tenant.Seed(new SeedToken { Name = "auditor", Owner = "ops", Scopes = scopes }).Token);

    private static OpenLog Log(Uri url, ApiToken caller, HttpMessageHandler? handler = null)
    {
        var transport = new TokenTransport(EnvironmentUrl.Parse(url.ToString()), Buffered(handler), TimeProvider.System);
        return new OpenLog(new EnvironmentLogApi(transport, caller), transport);
    }

    private static TokenRotation.Http.ResilientHandler Buffered(HttpMessageHandler? handler) =>
        new(new TokenRotation.Http.RetryOptions { MaximumRetryCount = 0, TimeProvider = TimeProvider.System }, handler
            ?? new SocketsHttpHandler());

    private sealed record OpenLog(EnvironmentLogApi Api, TokenTransport Transport) : IDisposable
    {
        public void Dispose() => Transport.Dispose();
    }

    private sealed class Scripted(Func<HttpRequestMessage, (int Status, string Body)> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            var (status, body) = answer(request);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
        }
    }
}

using System.Text.Json;
using TokenRotation.Sandbox.Audit;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

/// <summary>The audit log over HTTP, as the documentation of <c>GET /api/v2/auditlogs</c> tells it.</summary>
public sealed class SandboxAuditLogTests : IAsyncLifetime
{
    private SandboxClient _client = null!;
    private string _reader = string.Empty;

    private AuditLog Log => _client.Server.Tenant.AuditLog;

    public async Task InitializeAsync()
    {
        _client = await SandboxClient.StartAsync(new SandboxOptions { Tenant = new TenantOptions { AuditLogEnabled = true } });
        _reader = Seed("auditor", "auditLogs.read", "settings.read").Token;
    }

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task The_documented_entries_come_back_as_documented()
    {
        Log.Write(Login("240.204.62.255", "Dynatrace support user #877988415", minutes: 0));
        Log.Write(Login("55.199.177.119", "Dynatrace support user #490812376", minutes: 1));
        Log.Write(new AuditEntry { EventType = "UPDATE", Category = "CONFIG", User = "test.user@company.com" });

        var answer = await ListAsync("filter=eventType%28LOGIN%29&from=now-1w");

        Assert.Equal(2, answer.GetProperty("totalCount").GetInt32());
        var entry = answer.GetProperty("auditLogs")[1];
        Assert.Equal(
            ["logId", "eventType", "category", "entityId", "environmentId", "user", "userType", "userOrigin", "timestamp",
                "success"],
            entry.EnumerateObject().Select(property => property.Name));
        Assert.Equal("WEB_UI", entry.GetProperty("category").GetString());
        Assert.Equal("Forwarded: 240.204.62.255", entry.GetProperty("userOrigin").GetString());
        Assert.Equal(18, entry.GetProperty("logId").GetString()!.Length);
        Assert.Equal(TenantFixture.Start.AddMinutes(-10).ToUnixTimeMilliseconds(), entry.GetProperty("timestamp").GetInt64());
    }

    [Fact]
    public async Task A_change_of_settings_has_its_patch_with_the_old_value()
    {
        Log.Write(new AuditEntry
        {
            EventType = "UPDATE",
            Category = "CONFIG",
            EntityId = "MOBILE_RUM: MOBILE_APPLICATION-752C223D59734CD2",
            User = "test.user@company.com",
            UserType = "USER_NAME",
            UserOrigin = "webui (192.168.0.2)",
            Patch = [new AuditChange("replace", "/refreshTimeIntervalMillis", "30000", "20000")],
        });

        var entry = (await ListAsync("filter=entityId(\"752C223D59734CD2\"),category(\"CONFIG\")")).GetProperty("auditLogs")[0];

        Assert.Equal(
            """[{"op":"replace","path":"/refreshTimeIntervalMillis","value":30000,"oldValue":20000}]""",
            entry.GetProperty("patch").GetRawText());
    }

    [Fact]
    public async Task What_a_token_does_to_tokens_is_written_under_its_ID()
    {
        var leaked = Seed("leaked", "apiTokens.write");
        var created = await _client.V2Async("POST", "", """{"name":"backdoor","scopes":["metrics.read"]}""", leaked.Token);
        var id = created.Json.GetProperty("id").GetString()!;
        await _client.V2Async("PUT", "/" + id, """{"name":"front door"}""");
        await _client.V2Async("DELETE", "/" + id);

        var did = await ListAsync($"filter=user(\"{leaked.Id}\")");
        var suffered = await ListAsync($"filter=category(\"TOKEN\"),entityId(\"{id}\")&sort=timestamp");

        var creation = Assert.Single(did.GetProperty("auditLogs").EnumerateArray());
        Assert.Equal(id, creation.GetProperty("entityId").GetString());
        Assert.Equal("PUBLIC_TOKEN_IDENTIFIER", creation.GetProperty("userType").GetString());
        Assert.Contains("127.0.0.1", creation.GetProperty("userOrigin").GetString(), StringComparison.Ordinal);
        Assert.Equal(["CREATE", "UPDATE", "DELETE"], EventTypes(suffered));
        Assert.Equal(
            "\"backdoor\"", suffered.GetProperty("auditLogs")[1].GetProperty("patch")[0].GetProperty("oldValue").GetRawText());
    }

    [Fact]
    public async Task Both_generations_of_the_API_write_and_reading_is_never_written()
    {
        var victim = Seed("victim", "metrics.read");
        await _client.V1Async("PUT", "/" + victim.Id, """{"revoked":true}""");
        await _client.V1Async("GET", "/" + victim.Id);
        await _client.V2Async("GET", "/" + victim.Id);

        var patch = Assert.Single((await ListAsync(string.Empty)).GetProperty("auditLogs").EnumerateArray())
            .GetProperty("patch")[0];

        Assert.Equal("/enabled", patch.GetProperty("path").GetString());
        Assert.False(patch.GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task What_was_refused_is_written_as_no_success()
    {
        var leaked = Seed("leaked", "apiTokens.read");
        await _client.V2Async("POST", "", """{"name":"backdoor","scopes":["metrics.read"]}""", leaked.Token);
        await _client.V2Async(
            "DELETE", "/" + _client.Server.Tenant.FindBySecret(_client.Server.SampleToken)!.Id, token: leaked.Token);

        var entries = (await ListAsync($"filter=user(\"{leaked.Id}\")")).GetProperty("auditLogs").EnumerateArray().ToList();

        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.False(entry.GetProperty("success").GetBoolean()));
        Assert.All(entries, entry =>
            Assert.Contains("apiTokens.write", entry.GetProperty("message").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_in_the_path_is_not_written()
    {
        var sample = _client.Server.SampleToken;
        await _client.V2Async("DELETE", "/" + sample);

        var text = (await ListAsync(string.Empty)).GetRawText();

        Assert.Contains("DELETE", text, StringComparison.Ordinal);
        Assert.DoesNotContain(sample, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user(\"o~\"neil ~~ sons\")")]
    [InlineData("user(\"somebody\",\"o~\"neil ~~ sons\")")]
    public async Task A_tilde_escapes_quotes_and_tildes(string filter)
    {
        Log.Write(new AuditEntry { EventType = "LOGIN", Category = "WEB_UI", User = "o\"neil ~ sons" });
        Log.Write(new AuditEntry { EventType = "LOGIN", Category = "WEB_UI", User = "o\"neil ~~ sons" });

        var answer = await ListAsync("filter=" + Uri.EscapeDataString(filter));

        Assert.Equal(
            "o\"neil ~ sons", Assert.Single(answer.GetProperty("auditLogs").EnumerateArray()).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Pages_hold_every_entry_once_while_others_are_written()
    {
        for (var i = 0; i < 7; i++)
        {
            Log.Write(new AuditEntry { EventType = "LOGIN", Category = "WEB_UI", User = $"user {i}" });
        }

        var users = new List<string?>();
        var query = "pageSize=3";
        while (true)
        {
            var page = await ListAsync(query);
            users.AddRange(page.GetProperty("auditLogs").EnumerateArray().Select(entry => entry.GetProperty("user").GetString()));
            Log.Write(new AuditEntry { EventType = "LOGIN", Category = "WEB_UI", User = "late" });
            if (!page.TryGetProperty("nextPageKey", out var key))
            {
                break;
            }

            query = "nextPageKey=" + key.GetString();
        }

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"user {i}"), users.Where(user => user != "late"));
    }

    [Fact]
    public async Task Two_weeks_are_asked_for_and_a_month_is_kept()
    {
        Log.Write(new AuditEntry { EventType = "LOGIN", Category = "WEB_UI", User = "early" });
        _client.Server.Clock.Advance(TimeSpan.FromDays(20));
        var withoutFrom = await ListAsync(string.Empty);
        var month = await ListAsync("from=now-30d");
        _client.Server.Clock.Advance(TimeSpan.FromDays(11));
        var later = await ListAsync("from=now-1y");

        Assert.Equal((0, 1, 0), (Count(withoutFrom), Count(month), Count(later)));
    }

    [Theory]
    [InlineData("pageSize=5001", "pageSize")]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("sort=user", "sort")]
    [InlineData("filter=owner(\"x\")", "owner")]
    [InlineData("filter=user(\"x\"", "filter")]
    [InlineData("from=yesterday", "from")]
    [InlineData("nextPageKey=abc", "nextPageKey")]
    [InlineData("nextPageKey=abc&pageSize=5", "nextPageKey")]
    public async Task A_wrong_parameter_is_refused(string query, string named)
    {
        var answer = await _client.SendAsync("GET", "/api/v2/auditlogs?" + query, body: null, _reader);

        Assert.Equal(400, answer.Status);
        Assert.Contains(named, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_needs_its_scope_and_so_does_its_switch()
    {
        var log = await _client.SendAsync("GET", "/api/v2/auditlogs", body: null, _client.Server.AdminToken);
        var settings = await _client.SendAsync(
            "GET", "/api/v2/settings/objects?schemaIds=builtin:audit-log", body: null, _client.Server.AdminToken);

        Assert.Equal(403, log.Status);
        Assert.Contains("auditLogs.read", log.Body, StringComparison.Ordinal);
        Assert.Equal(403, settings.Status);
    }

    [Fact]
    public async Task A_log_that_is_off_says_so_and_has_nothing()
    {
        await _client.ControlAsync("POST", "audit", """{"enabled":false}""");
        await _client.V2Async("DELETE", "/" + _client.Server.SampleToken);

        var settings = await _client.SendAsync(
            "GET", "/api/v2/settings/objects?schemaIds=builtin:audit-log", body: null, _reader);

        Assert.False(settings.Json.GetProperty("items")[0].GetProperty("value").GetProperty("enabled").GetBoolean());
        Assert.Equal(0, Count(await ListAsync(string.Empty)));
    }

    [Fact]
    public void It_is_off_in_a_new_tenant() => Assert.False(new TenantFixture().Tenant.AuditLog.Enabled);

    private static int Count(JsonElement answer) => answer.GetProperty("totalCount").GetInt32();

    private static IEnumerable<string?> EventTypes(JsonElement answer) =>
        answer.GetProperty("auditLogs").EnumerateArray().Select(entry => entry.GetProperty("eventType").GetString());

    private static AuditEntry Login(string address, string user, int minutes) => new()
    {
        EventType = "LOGIN",
        Category = "WEB_UI",
        EntityId = address,
        User = user,
        UserType = "USER_NAME",
        UserOrigin = "Forwarded: " + address,
        Timestamp = TenantFixture.Start.AddMinutes(minutes - 10),
    };

    private TenantToken Seed(string name, params string[] scopes) =>
        _client.Server.Tenant.Seed(new SeedToken { Name = name, Owner = "team", Scopes = scopes });

    private async Task<JsonElement> ListAsync(string query)
    {
        var answer = await _client.SendAsync("GET", "/api/v2/auditlogs?" + query, body: null, _reader);
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }
}

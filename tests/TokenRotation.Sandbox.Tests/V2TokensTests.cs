using System.Buffers;
using System.Text.Json;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

public sealed class V2TokensTests : IAsyncLifetime
{
    private SandboxClient _client = null!;

    private SandboxServer Server => _client.Server;

    public async Task InitializeAsync() => _client = await SandboxClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task A_list_gives_the_default_fields_newest_first_as_recorded()
    {
        var sample = Server.Tenant.FindBySecret(Server.SampleToken)!;

        var answer = await _client.V2Async("GET", "?pageSize=100");

        Assert.Equal(["totalCount", "pageSize", "apiTokens"], Names(answer.Json));
        Assert.Equal(100, answer.Json.GetProperty("pageSize").GetInt32());
        var first = answer.Json.GetProperty("apiTokens")[0];
        Assert.Equal(["id", "name", "enabled", "owner", "creationDate"], Names(first));
        Assert.Equal(sample.Id, first.GetProperty("id").GetString());
        Assert.Equal("2026-03-02T10:30:15.250Z", first.GetProperty("creationDate").GetString());
    }

    [Fact]
    public async Task A_date_without_milliseconds_has_no_fraction()
    {
        Server.Clock.Set(new DateTimeOffset(2026, 1, 19, 21, 36, 2, TimeSpan.Zero));
        var id = await CreateAsync("""{"name":"n","scopes":["slo.read"],"expirationDate":"now+14d"}""");

        var token = (await _client.V2Async("GET", "/" + id)).Json;

        Assert.Equal("2026-01-19T21:36:02Z", token.GetProperty("creationDate").GetString());
        Assert.Equal("2026-02-02T21:36:02Z", token.GetProperty("expirationDate").GetString());
    }

    [Theory]
    [InlineData("%2Bscopes,%2BexpirationDate", "id name enabled owner creationDate expirationDate scopes")]
    [InlineData("-owner,-enabled", "id name creationDate")]
    [InlineData("%2Bscopes,-creationDate", "id name enabled owner scopes")]
    [InlineData("name,scopes", "id name scopes")]
    [InlineData("id", "id")]
    [InlineData("+scopes", "id scopes")]
    [InlineData(
        "%2BadditionalMetadata,%2BlastUsedDate,%2BlastUsedIpAddress,%2BmodifiedDate,%2BpersonalAccessToken",
        "id name enabled owner creationDate personalAccessToken")]
    public async Task Fields_are_added_removed_or_replaced(string fields, string expected)
    {
        var answer = await _client.V2Async("GET", "?fields=" + fields);

        Assert.Equal(expected, string.Join(' ', Names(answer.Json.GetProperty("apiTokens")[0])));
    }

    [Theory]
    [InlineData("fields=%2Bcolour", "fields")]
    [InlineData("fields=name,%2Bscopes", "fields")]
    [InlineData("sort=owner", "sort")]
    [InlineData("pageSize=many", "pageSize")]
    [InlineData("pageSize=99", "pageSize")]
    [InlineData("pageSize=10001", "pageSize")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=now-99999999d", "from")]
    [InlineData("to=now-99999999999d", "to")]
    [InlineData("apiTokenSelector=owner(x)y", "apiTokenSelector")]
    [InlineData("apiTokenSelector=name(%22x%22)", "apiTokenSelector")]
    [InlineData("apiTokenSelector=owner(%22x%22", "apiTokenSelector")]
    [InlineData("apiTokenSelector=owner(%22x%22),owner(%22y%22)", "apiTokenSelector")]
    [InlineData("apiTokenSelector=personalAccessToken(maybe)", "apiTokenSelector")]
    [InlineData("nextPageKey=AQ", "nextPageKey")]
    public async Task A_parameter_that_makes_no_sense_is_named(string query, string parameter)
    {
        var answer = await _client.V2Async("GET", "?" + query);

        Assert.Equal(400, answer.Status);
        var error = answer.Json.GetProperty("error");
        Assert.Equal("Constraints violated.", error.GetProperty("message").GetString());
        var violation = error.GetProperty("constraintViolations")[0];
        Assert.Equal(parameter, violation.GetProperty("path").GetString());
        Assert.Equal("QUERY", violation.GetProperty("parameterLocation").GetString());
        Assert.Equal(JsonValueKind.Null, violation.GetProperty("location").ValueKind);
    }

    [Fact]
    public async Task The_selector_joins_criteria()
    {
        Server.Tenant.Seed(new SeedToken { Name = "a", Owner = "ann \"a\"", Scopes = ["logs.read"] });
        Server.Tenant.Seed(new SeedToken { Name = "b", Owner = "bob", Scopes = ["slo.read"], PersonalAccessToken = true });
        async Task<string> Find(string selector) => string.Join(
            ' ',
            (await _client.V2Async("GET", "?sort=name&apiTokenSelector=" + Uri.EscapeDataString(selector)))
                .Json.GetProperty("apiTokens").EnumerateArray().Select(token => token.GetProperty("name").GetString()));

        Assert.Equal("a b", await Find("scope(\"logs.read\", \"slo.read\")"));
        Assert.Equal("b", await Find("scope(\"logs.read\",\"slo.read\"),personalAccessToken(true)"));
        Assert.Equal("a", await Find("owner(\"ann ~\"a~\"\")"));
        Assert.Equal(string.Empty, await Find("owner(\"Bob\")"));
    }

    [Fact]
    public async Task Last_use_is_bounded_by_from_and_to()
    {
        var used = Server.Tenant.Seed(new SeedToken { Name = "used", LastUsedDate = TenantFixture.Start.AddDays(-3) });
        async Task<string[]> Find(string query) =>
            [.. (await _client.V2Async("GET", "?" + query)).Json.GetProperty("apiTokens").EnumerateArray()
                .Select(token => token.GetProperty("id").GetString()!)];
        var self = Server.Tenant.FindBySecret(Server.AdminToken)!.Id;

        Assert.Equal([used.Id, self], await Find("from=now-4d"));
        Assert.Equal([self], await Find("from=now-2d"));
        Assert.Equal([used.Id], await Find("from=2026-02-20T00:00:00&to=now-1d/d"));
        Assert.Equal([used.Id, self], await Find("from=" + TenantFixture.Start.AddDays(-3).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Pages_follow_by_the_key_alone()
    {
        Fleet.Fill(Server.Tenant, 250, seed: 1);
        var ids = new List<string>();
        var page = (await _client.V2Async("GET", "?pageSize=100&fields=name&sort=%2Bname")).Json;
        while (true)
        {
            ids.AddRange(page.GetProperty("apiTokens").EnumerateArray().Select(token => token.GetProperty("id").GetString()!));
            Assert.Equal(["id", "name"], Names(page.GetProperty("apiTokens")[0]));
            if (!page.TryGetProperty("nextPageKey", out var key))
            {
                break;
            }

            page = (await _client.V2Async("GET", "?nextPageKey=" + Uri.EscapeDataString(key.GetString()!))).Json;
        }

        Assert.Equal(253, ids.Distinct().Count());
        Assert.Equal(253, ids.Count);
    }

    [Fact]
    public async Task A_page_key_beside_another_parameter_is_refused_with_the_recorded_sentence()
    {
        var answer = await _client.V2Async("GET", "?nextPageKey=abc&pageSize=100");

        Assert.Equal(
            """{"error":{"code":400,"message":"Constraints violated.","constraintViolations":[{"path":"pageSize","message":"must not be used in combination with nextPageKey query parameter.","parameterLocation":"QUERY","location":null}]}}""",
            answer.Body);
    }

    [Fact]
    public async Task The_last_page_can_say_null()
    {
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { Tenant = new TenantOptions { LastPageHasNullKey = true } });

        Assert.Equal(JsonValueKind.Null, (await client.V2Async("GET")).Json.GetProperty("nextPageKey").ValueKind);
    }

    [Fact]
    public async Task Create_gives_id_token_and_expiry_and_ignores_what_it_does_not_know()
    {
        var answer = await _client.V2Async("POST", body: """
            {"name":"new","scopes":["slo.read"],"expirationDate":"2026-03-03T00:00:00.5+01:00","enabled":false,"colour":"red","owner":"me","lastUsedDate":null}
            """);

        Assert.Equal(201, answer.Status);
        Assert.Equal(["id", "token", "expirationDate"], Names(answer.Json));
        Assert.Equal("2026-03-02T23:00:00.500Z", answer.Json.GetProperty("expirationDate").GetString());
        var token = (await _client.V2Async("GET", "/" + answer.Json.GetProperty("id").GetString())).Json;
        Assert.True(token.GetProperty("enabled").GetBoolean());
        Assert.Equal("admin@example.com", token.GetProperty("owner").GetString());
        Assert.False(token.TryGetProperty("token", out _));
        var unlimited = await _client.V2Async("POST", body: """{"name":"new","scopes":["slo.read"]}""");
        Assert.Equal(["id", "token"], Names(unlimited.Json));
    }

    [Theory]
    [InlineData("""{"name":"n","scopes":["slo.read","NoSuchScope"]}""", "scopes[1]")]
    [InlineData("""{"name":"n","scopes":["slo.read"],"expirationDate":"now-1d"}""", "expirationDate")]
    [InlineData("""{"name":"n","scopes":["slo.read"],"expirationDate":"soon"}""", "expirationDate")]
    [InlineData("""{"name":"n","scopes":"slo.read"}""", "scopes")]
    [InlineData("""{"name":7,"scopes":["slo.read"]}""", "name")]
    [InlineData("""{"scopes":["slo.read"]}""", "name")]
    [InlineData("""{"name":"n"}""", "scopes")]
    public async Task A_bad_creation_names_the_property(string body, string path)
    {
        var answer = await _client.V2Async("POST", body: body);

        Assert.Equal(400, answer.Status);
        var violation = answer.Json.GetProperty("error").GetProperty("constraintViolations")[0];
        Assert.Equal(
            (path, "PAYLOAD_BODY"),
            (violation.GetProperty("path").GetString(), violation.GetProperty("parameterLocation").GetString()));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_body_that_is_no_object_is_refused(string body) =>
        Assert.Equal(400, (await _client.V2Async("POST", body: body)).Status);

    [Fact]
    public async Task Update_and_delete_answer_204_without_a_body()
    {
        var id = await CreateAsync("""{"name":"n","scopes":["slo.read"]}""");

        var disabled = await _client.V2Async("PUT", "/" + id, """{"enabled":false,"name":"renamed"}""");
        var token = (await _client.V2Async("GET", "/" + id)).Json;
        var deleted = await _client.V2Async("DELETE", "/" + id);

        Assert.Equal((204, string.Empty), (disabled.Status, disabled.Body));
        Assert.False(token.GetProperty("enabled").GetBoolean());
        Assert.Equal("renamed", token.GetProperty("name").GetString());
        Assert.Equal(["slo.read"], token.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal((204, string.Empty), (deleted.Status, deleted.Body));
        var gone = await _client.V2Async("DELETE", "/" + id);
        Assert.Equal("""{"error":{"code":404,"message":"Token does not exist"}}""", gone.Body);
    }

    [Fact]
    public async Task The_whole_token_that_one_gets_back_can_be_put()
    {
        var id = await CreateAsync("""{"name":"n","scopes":["slo.read"],"expirationDate":"now+1d"}""");
        var whole = (await _client.V2Async("GET", "/" + id)).Body;

        Assert.Equal(204, (await _client.V2Async("PUT", "/" + id, whole)).Status);
        Assert.Null(Server.Tenant.Find(id)!.ModifiedDate);
    }

    [Fact]
    public async Task The_caller_can_neither_disable_nor_delete_itself_but_rename()
    {
        var self = Server.Tenant.FindBySecret(Server.AdminToken)!.Id;

        Assert.Equal(400, (await _client.V2Async("PUT", "/" + self, """{"enabled":false}""")).Status);
        Assert.Equal(400, (await _client.V2Async("DELETE", "/" + self)).Status);
        Assert.Equal(400, (await _client.V2Async("DELETE", "/" + Server.AdminToken)).Status);
        Assert.Equal(204, (await _client.V2Async("PUT", "/" + self, """{"name":"me"}""")).Status);
    }

    [Fact]
    public async Task Errors_are_the_recorded_sentences()
    {
        var unauthorized = await _client.V2Async("GET", token: "nothing");
        var forbidden = await _client.V2Async("GET", token: Server.SampleToken);
        var notFound = await _client.V2Async("POST", "/lookup", """{"token":"dt0s16.TYUHJKNM"}""");

        Assert.Equal("""{"error":{"code":401,"message":"Token Authentication failed"}}""", unauthorized.Body);
        Assert.Equal(
            """{"error":{"code":403,"message":"Token is missing required scope. Use one of: apiTokens.read (Read API tokens)"}}""", forbidden.Body);
        Assert.Equal("""{"error":{"code":404,"message":"Token does not exist"}}""", notFound.Body);
        Assert.Equal(400, (await _client.V2Async("POST", "/lookup", "{}")).Status);
    }

    [Fact]
    public async Task A_use_is_seen_with_date_and_address()
    {
        await _client.V2Async("POST", "/lookup", $$"""{"token":"{{Server.SampleToken}}"}""", Server.SampleToken);

        var id = Server.Tenant.FindBySecret(Server.SampleToken)!.Id;
        var token = (await _client.V2Async("GET", "/" + id)).Json;
        Assert.Equal("2026-03-02T10:30:15.250Z", token.GetProperty("lastUsedDate").GetString());
        Assert.Equal("127.0.0.1", token.GetProperty("lastUsedIpAddress").GetString());
    }

    [Fact]
    public async Task Metadata_of_a_sharing_token_is_told()
    {
        var sharing = Server.Tenant.Seed(new SeedToken
        {
            Name = "share",
            Scopes = ["ViewDashboard"],
            AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "d1" },
        });

        var token = (await _client.V2Async("GET", "/" + sharing.Id)).Json;

        Assert.Equal("d1", token.GetProperty("additionalMetadata").GetProperty("dashboardId").GetString());
    }

    [Fact]
    public async Task The_documented_rotation_works_call_by_call()
    {
        var old = (await _client.V2Async("POST", "/lookup", $$"""{"token":"{{Server.SampleToken}}"}""")).Json.GetProperty("id")
            .GetString();
        var created = await _client.V2Async(
            "POST", body: """{"name":"RW config token","scopes":["ReadConfig","WriteConfig"],"expirationDate":"now+30d"}""");
        var secret = created.Json.GetProperty("token").GetString()!;

        Assert.Equal(200, (await _client.V2Async("POST", "/lookup", $$"""{"token":"{{secret}}"}""", secret)).Status);
        Assert.Equal(204, (await _client.V2Async("PUT", "/" + old, """{"enabled":false}""")).Status);
        Assert.Equal(401, (await _client.V2Async("POST", "/lookup", $$"""{"token":"{{secret}}"}""", Server.SampleToken)).Status);
        Server.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(204, (await _client.V2Async("DELETE", "/" + old)).Status);
        Assert.Equal(404, (await _client.V2Async("GET", "/" + old)).Status);
    }

    [Fact]
    public async Task Ten_thousand_tokens_with_all_fields_are_one_page()
    {
        Fleet.Fill(Server.Tenant, 9_998, seed: 1);

        var page = (await _client.V2Async(
            "GET", "?pageSize=10000&fields=%2BexpirationDate,%2BlastUsedDate,%2BmodifiedDate,%2Bscopes")).Json;

        Assert.Equal(10_000, page.GetProperty("apiTokens").GetArrayLength());
        Assert.Equal(10_001, page.GetProperty("totalCount").GetInt32());
        Assert.NotEqual(string.Empty, page.GetProperty("nextPageKey").GetString());
    }

    [Fact]
    public void Writing_a_token_allocates_nothing()
    {
        Fleet.Fill(Server.Tenant, 1_000, seed: 1);
        var tokens = Server.Tenant.Tokens;
        var buffer = new ArrayBufferWriter<byte>(1_000_000);
        using var writer = new Utf8JsonWriter(buffer);
        void WriteAll()
        {
            writer.Reset();
            writer.WriteStartArray();
            foreach (var token in tokens)
            {
                TokenJson.WriteV2(writer, token, TokenFields.All);
            }

            writer.WriteEndArray();
            writer.Flush();
            buffer.ResetWrittenCount();
        }

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            WriteAll();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The runtime may take a block of its own in the middle of one round, hardly in the middle of all.
        Assert.InRange(Enumerable.Range(0, 10).Min(_ => Allocated()), 0, tokens.Count);
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);

    private async Task<string> CreateAsync(string body) =>
        (await _client.V2Async("POST", body: body)).Json.GetProperty("id").GetString()!;
}

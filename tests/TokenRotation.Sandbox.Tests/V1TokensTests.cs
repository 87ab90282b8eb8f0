using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

public sealed class V1TokensTests : IAsyncLifetime
{
    private SandboxClient _client = null!;

    private SandboxServer Server => _client.Server;

    public async Task InitializeAsync() => _client = await SandboxClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task A_list_gives_stubs_alone()
    {
        var values = (await _client.V1Async("GET")).Json.GetProperty("values");

        Assert.Equal(3, values.GetArrayLength());
        Assert.Equal(["id", "name"], Names(values[0]));
    }

    [Fact]
    public async Task A_list_is_cut_filtered_and_bounded()
    {
        Server.Tenant.Seed(new SeedToken
        {
            Name = "a",
            Owner = "ann",
            Scopes = ["logs.read", "slo.read"],
            LastUsedDate = TenantFixture.Start.AddDays(-1),
        });
        Server.Tenant.Seed(new SeedToken { Name = "b", Owner = "ann", Scopes = ["logs.read"] });
        async Task<string> Find(string query) => string.Join(
            ' ', (await _client.V1Async("GET", "?" + query)).Json.GetProperty("values").EnumerateArray()
                .Select(stub => stub.GetProperty("name").GetString()));

        Assert.Equal("b a", await Find("user=ann"));
        Assert.Equal("b", await Find("limit=1"));
        Assert.Equal("a", await Find("permissions=logs.read&permissions=slo.read"));
        Assert.Equal("a", await Find($"to={TenantFixture.Start.AddHours(-1).ToUnixTimeMilliseconds()}"));
        Assert.Equal(400, (await _client.V1Async("GET", "?limit=many")).Status);
        Assert.Equal(400, (await _client.V1Async("GET", "?limit=-1")).Status);
    }

    [Fact]
    public async Task Metadata_has_integer_dates_and_of_the_flags_only_revoked()
    {
        var id = Server.Tenant.FindBySecret(Server.SampleToken)!.Id;

        var token = (await _client.V1Async("GET", "/" + id)).Json;

        Assert.Equal(["id", "name", "userId", "revoked", "created", "expires", "scopes"], Names(token));
        Assert.Equal(TenantFixture.Start.ToUnixTimeMilliseconds(), token.GetProperty("created").GetInt64());
        await _client.V1Async("PUT", "/" + id, """{"revoked":true}""");
        Assert.True((await _client.V1Async("GET", "/" + id)).Json.GetProperty("revoked").GetBoolean());
    }

    [Fact]
    public async Task Dates_can_be_iso_strings()
    {
        await using var client = await SandboxClient.StartAsync(
            new SandboxOptions { Tenant = new TenantOptions { V1IsoDates = true } });

        var token = (await client.V1Async("POST", "/lookup", $$"""{"token":"{{client.Server.SampleToken}}"}""")).Json;

        Assert.Equal("2026-03-02T10:30:15Z", token.GetProperty("created").GetString());
    }

    [Fact]
    public async Task Create_gives_the_token_in_the_body_and_the_id_in_the_location()
    {
        var answer = await _client.V1Async(
            "POST", body: """{"name":"n","scopes":["slo.read"],"expiresIn":{"value":30,"unit":"DAYS"}}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal(["token"], Names(answer.Json));
        var token = Server.Tenant.FindBySecret(answer.Json.GetProperty("token").GetString()!)!;
        Assert.Equal(token.Id, answer.Header("Location"));
        Assert.Equal(TenantFixture.Start.AddDays(30), token.ExpirationDate);
    }

    [Theory]
    [InlineData("""{"value":1500}""", 1500L)]
    [InlineData("""{"value":2,"unit":"MILLIS"}""", 2L)]
    [InlineData("""{"value":2,"unit":"SECONDS"}""", 2_000L)]
    [InlineData("""{"value":2,"unit":"MINUTES"}""", 120_000L)]
    [InlineData("""{"value":2,"unit":"HOURS"}""", 7_200_000L)]
    public async Task A_lifetime_has_units_and_is_in_milliseconds_without_one(string expiresIn, long milliseconds)
    {
        var answer = await _client.V1Async("POST", body: $$"""{"name":"n","scopes":["slo.read"],"expiresIn":{{expiresIn}}}""");

        Assert.Equal(
            TenantFixture.Start.AddMilliseconds(milliseconds), Server.Tenant.Find(answer.Header("Location")!)!.ExpirationDate);
    }

    [Theory]
    [InlineData("""{"value":0}""")]
    [InlineData("""{"value":-1,"unit":"DAYS"}""")]
    [InlineData("""{"value":1,"unit":"YEARS"}""")]
    [InlineData("""{"unit":"DAYS"}""")]
    [InlineData("""{"value":9000000000000000000,"unit":"DAYS"}""")]
    [InlineData("30")]
    public async Task A_lifetime_that_makes_no_sense_is_refused(string expiresIn)
    {
        var answer = await _client.V1Async("POST", body: $$"""{"name":"n","scopes":["slo.read"],"expiresIn":{{expiresIn}}}""");

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            "expiresIn", answer.Json.GetProperty("error").GetProperty("constraintViolations")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("text/plain", "text/plain", "{0}")]
    [InlineData("text/csv; header=present; charset=utf-8", "text/csv", "token\n{0}\n")]
    [InlineData("text/csv; header=absent; charset=utf-8", "text/csv", "{0}\n")]
    [InlineData("application/json; charset=utf-8", "application/json", "{{\"token\":\"{0}\"}}")]
    public async Task Create_answers_in_the_form_that_is_accepted(string accept, string type, string form)
    {
        var answer = await _client.V1Async("POST", body: """{"name":"n","scopes":["slo.read"]}""", accept: accept);

        var token = Server.Tenant.Find(answer.Header("Location")!)!.Token;
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, token), answer.Body);
        Assert.StartsWith(type, answer.Header("Content-Type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_scopes_are_refused() =>
        Assert.Equal(400, (await _client.V1Async("POST", body: """{"name":"n","scopes":[]}""")).Status);

    [Fact]
    public async Task The_scope_that_is_missing_is_the_one_of_v1()
    {
        var answer = await _client.V1Async("GET", token: Server.AdminToken);

        Assert.Equal(
            """{"error":{"code":403,"message":"Token is missing required scope. Use one of: TenantTokenManagement (Token management)"}}""", answer.Body);
    }

    [Fact]
    public async Task The_caller_cannot_change_itself_at_all()
    {
        var self = Server.Tenant.FindBySecret(Server.V1AdminToken)!.Id;

        Assert.Equal(400, (await _client.V1Async("PUT", "/" + self, """{"name":"me"}""")).Status);
        Assert.Equal(400, (await _client.V1Async("DELETE", "/" + self)).Status);
    }

    [Fact]
    public async Task Both_generations_see_one_store()
    {
        var created = await _client.V1Async("POST", body: """{"name":"n","scopes":["slo.read"]}""");
        var id = created.Header("Location");

        await _client.V1Async("PUT", "/" + id, """{"revoked":true}""");

        Assert.False((await _client.V2Async("GET", "/" + id)).Json.GetProperty("enabled").GetBoolean());
        await _client.V2Async("PUT", "/" + id, """{"enabled":true}""");
        Assert.False((await _client.V1Async("GET", "/" + id)).Json.GetProperty("revoked").GetBoolean());
    }

    [Fact]
    public async Task The_procedure_of_the_rotation_guide_works_call_by_call()
    {
        var lookup = await _client.V1Async("POST", "/lookup", $$"""{"token":"{{Server.SampleToken}}"}""");
        var old = lookup.Json.GetProperty("id").GetString();
        var created = await _client.V1Async(
            "POST",
            body: """{"name":"RW config token","scopes":["ReadConfig","WriteConfig"],"expiresIn":{"value":30,"unit":"DAYS"}}""");
        var revoked = await _client.V1Async("PUT", "/" + old, """{"revoked":true}""");
        var deleted = await _client.V1Async("DELETE", "/" + old);

        Assert.Equal((200, 201, 204, 204), (lookup.Status, created.Status, revoked.Status, deleted.Status));
        Assert.Equal(404, (await _client.V1Async("GET", "/" + old)).Status);
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);
}

using System.Text.Json;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Sandbox.Tests;

/// <summary>The account's platform tokens, as recorded, and as each switch makes them.</summary>
public sealed class PlatformTokensTests
{
    private const string Minimal = """{"name":"n","scope":["app-engine:apps:run"],"resource":["urn:dtenvironment:abc12345"]}""";

    private static readonly string[] RecordedKeys =
    [
        "tokenId", "accountUuid", "name", "scope", "resource", "status", "expirationDate", "createdAt", "updatedAt", "createdBy",
        "owner", "metadata",
    ];

    [Fact]
    public async Task A_token_is_made_listed_changed_and_deleted()
    {
        await using var client = await AccountClient.StartAsync();

        var made = (await client.TokensAsync("POST", body: Minimal)).Json;
        var id = made.GetProperty("tokenId").GetString()!;
        var later = await client.TokensAsync(
            "PUT", $"/{id}/expiration-date", """{"expirationDate":"2026-05-01T00:00:00.700Z"}""");
        var off = await client.TokensAsync("PUT", $"/{id}/status", """{"status":"INACTIVE"}""");
        var entry = Results(await client.TokensAsync("GET", $"?searchTerm={id}")).Single();
        var deleted = await client.TokensAsync("DELETE", "/" + id);

        Assert.Matches(@"\Adt0s16\.[A-Z0-9]{8}\.[A-Z0-9]{64}\z", made.GetProperty("token").GetString());
        Assert.Equal(["name", "tokenId", "token"], made.EnumerateObject().Select(property => property.Name));
        Assert.Equal((200, 200, 204), (later.Status, off.Status, deleted.Status));
        Assert.Equal((string.Empty, string.Empty), (later.Body, off.Body));
        Assert.Equal(RecordedKeys, entry.EnumerateObject().Select(property => property.Name));
        Assert.Equal("2026-05-01T00:00:00Z", entry.GetProperty("expirationDate").GetString());
        Assert.Equal("INACTIVE", entry.GetProperty("status").GetString());
        Assert.Equal("admin@example.com", entry.GetProperty("owner").GetString());
        Assert.Equal(404, (await client.TokensAsync("DELETE", "/" + id)).Status);
        Assert.Null(client.Account.FindPlatformToken(id));
    }

    [Fact]
    public async Task A_user_is_told_by_e_mail_address_to_who_may_read_users()
    {
        await using var client = await AccountClient.StartAsync();
        var uuid = client.Account.UserUuid("person@example.com");
        var reader = await client.GrantAsync(client.Server.AccountClient, "account-idm-read");
        Task<HttpAnswer> Ask(string email, string bearer) => client.SendAsync(
            "GET", $"/_account/iam/v1/accounts/{client.Account.Uuid}/users/{email}", body: null, bearer);

        var user = (await Ask("person%40example.com", reader)).Json;

        Assert.Equal(
            (uuid, "person@example.com"), (user.GetProperty("uid").GetString(), user.GetProperty("email").GetString()));
        Assert.Equal(404, (await Ask("nobody@example.com", reader)).Status);
        Assert.Equal(403, (await Ask("person@example.com", client.Bearer)).Status);
        Assert.Equal(401, (await Ask("person@example.com", "x")).Status);
    }

    [Fact]
    public async Task Pages_are_counted_from_one_oldest_first_and_end_empty()
    {
        await using var client = await AccountClient.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            client.Server.Clock.Advance(TimeSpan.FromSeconds(1));
            client.Account.Seed(Named($"number {i}"));
        }

        var first = (await client.TokensAsync("GET", "?searchTerm=NUMBER&size=2")).Json;
        var third = await client.TokensAsync("GET", "?searchTerm=number&size=2&page=3");

        Assert.Equal((5, 1, 2), (
            first.GetProperty("total").GetInt32(), first.GetProperty("pageNumber").GetInt32(),
            first.GetProperty("pageSize").GetInt32()));
        Assert.Equal(["number 0", "number 1"], Names(first.GetProperty("results").EnumerateArray()));
        Assert.Equal(["number 4"], Names(Results(third)));
        Assert.Empty(Results(await client.TokensAsync("GET", "?searchTerm=number&size=2&page=4")));
        Assert.Empty(Results(await client.TokensAsync("GET", "?page=2147483647&size=1000")));
    }

    [Fact]
    public async Task Status_and_search_narrow_the_list_and_an_expired_token_is_active()
    {
        await using var client = await AccountClient.StartAsync();
        client.Account.Seed(Named("over") with { ExpirationDate = client.Server.Clock.GetUtcNow().AddDays(-1) });
        client.Account.Seed(Named("off") with { Active = false });

        Assert.Contains("over", Names(Results(await client.TokensAsync("GET", "?status=ACTIVE"))));
        Assert.Equal(["off"], Names(Results(await client.TokensAsync("GET", "?status=INACTIVE"))));
        Assert.Equal(["Workflow runner"], Names(Results(await client.TokensAsync("GET", "?searchTerm=workflows:run"))));
        Assert.Equal(400, (await client.TokensAsync("GET", "?status=GONE")).Status);
    }

    [Theory]
    [InlineData("""{"name":"n","scope":"s","resource":["urn:dtenvironment:a"]}""", "Problem with json mapping.")]
    [InlineData("""["n"]""", "Problem with json mapping.")]
    [InlineData("""{"name":"n","scope":["s"],"resource":["urn:dtenvironment:a"],"expirationDate":"soon"}""", "json mapping")]
    [InlineData("""{"scope":["s"],"resource":["urn:dtenvironment:a"]}""", "name")]
    [InlineData("""{"name":"n","scope":[],"resource":["urn:dtenvironment:a"]}""", "scope")]
    [InlineData("""{"name":"n","scope":["s"],"resource":["abc"]}""", "resource")]
    [InlineData("""{"name":"n","scope":["s"],"resource":["urn:dtaccount:a"],"expirationDate":"2020-01-01T00:00:00Z"}""", "early")]
    public async Task What_does_not_fit_is_refused_in_the_flat_shape(string body, string message)
    {
        await using var client = await AccountClient.StartAsync();

        var answer = await client.TokensAsync("POST", body: body);

        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("error").GetBoolean());
        Assert.Contains(message, answer.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_end_at_255_characters_and_may_be_equal()
    {
        await using var client = await AccountClient.StartAsync();

        Assert.Equal(200, (await client.TokensAsync("POST", body: BodyWith(new string('n', 255)))).Status);
        Assert.Equal(200, (await client.TokensAsync("POST", body: BodyWith(new string('n', 255)))).Status);
        Assert.Equal(400, (await client.TokensAsync("POST", body: BodyWith(new string('n', 256)))).Status);
    }

    [Fact]
    public async Task Who_may_only_write_sees_and_changes_its_own()
    {
        await using var client = await AccountClient.StartAsync();
        var person = client.Account.AddClient("person@example.com", ["platform-token:tokens:write"]);
        var bearer = await client.GrantAsync(person, "platform-token:tokens:write");
        var foreign = client.Account.Seed(Named("foreign"));
        client.Account.Seed(Named("own") with { Owner = "person@example.com" });

        Assert.Equal(["own"], Names(Results(await client.TokensAsync("GET", bearer: bearer))));
        Assert.Equal(404, (await client.TokensAsync("DELETE", "/" + foreign.Id, bearer: bearer)).Status);
        Assert.Equal(403, (await client.TokensAsync("POST", body: ForUser(client, "other@example.com"), bearer: bearer)).Status);
        Assert.Equal(200, (await client.TokensAsync("POST", body: Minimal, bearer: bearer)).Status);
    }

    [Fact]
    public async Task Only_an_access_token_for_this_account_is_let_in()
    {
        await using var client = await AccountClient.StartAsync();
        var server = client.Server;
        var elsewhere = await client.GrantAsync(
            server.AccountClient, "platform-token:tokens:manage", client.Account.EnvironmentUrn);
        var classic = await client.GrantAsync(server.Client, "api-tokens:tokens:read");

        Assert.Equal(401, (await client.TokensAsync("GET", bearer: "unknown")).Status);
        Assert.Equal(401, (await client.TokensAsync("GET", bearer: server.SamplePlatformToken)).Status);
        Assert.Equal(403, (await client.TokensAsync("GET", bearer: elsewhere)).Status);
        Assert.Equal(403, (await client.TokensAsync("GET", bearer: classic)).Status);
        var other = $"/_account/iam/v1/accounts/{Guid.NewGuid()}/platform-tokens";
        Assert.Equal(404, (await client.SendAsync("GET", other, null, client.Bearer)).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(401, (await client.TokensAsync("GET")).Status);
    }

    [Theory]
    [InlineData(null, 200, "maker@example.com")]
    [InlineData(403, 403, null)]
    public async Task A_token_for_somebody_else(int? refusedWith, int status, string? owner)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { ForeignOwnerRefusedWith = refusedWith });

        var answer = await client.TokensAsync("POST", body: ForUser(client, "maker@example.com"));

        Assert.Equal(status, answer.Status);
        var made = client.Account.PlatformTokens.SingleOrDefault(token => token.Name == "n");
        Assert.Equal((owner, owner is null ? null : "admin@example.com"), (made?.Owner, made?.CreatedBy));
        var unknown = With($"\"userUuid\":\"{Guid.NewGuid()}\"");
        Assert.Equal(404, (await client.TokensAsync("POST", body: unknown)).Status);
    }

    [Fact]
    public async Task A_person_has_fifty_tokens_and_a_service_user_a_hundred_with_the_ended_ones()
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { CapRefusedWith = 409 });
        var service = client.Account.AddServiceUser();
        foreach (var (owner, count) in new[] { ("maker@example.com", 49), (service, 99) })
        {
            for (var i = 0; i < count; i++)
            {
                client.Account.Seed(
                    Named("n") with { Owner = owner, ExpirationDate = client.Server.Clock.GetUtcNow().AddDays(-1) });
            }
        }

        foreach (var owner in new[] { "maker@example.com", service })
        {
            Assert.Equal(200, (await client.TokensAsync("POST", body: ForUser(client, owner))).Status);
            Assert.Equal(409, (await client.TokensAsync("POST", body: ForUser(client, owner))).Status);
            var one = client.Account.PlatformTokens.First(token => token.Owner == owner);
            await client.TokensAsync("DELETE", "/" + one.Id);
            Assert.Equal(200, (await client.TokensAsync("POST", body: ForUser(client, owner))).Status);
        }
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData(403, 403)]
    public async Task The_accounts_own_switch(int? refusedWith, int status)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { ManagementRefusedWith = refusedWith });

        Assert.Equal(status, (await client.TokensAsync("GET")).Status);
        Assert.Equal(status, (await client.TokensAsync("POST", body: Minimal)).Status);
    }

    [Fact]
    public async Task A_life_can_be_too_short()
    {
        await using var client = await AccountClient.StartAsync(
            new AccountOptions { ShortestLifetime = TimeSpan.FromHours(1) });
        var now = client.Server.Clock.GetUtcNow();
        var sample = client.Account.PlatformTokens.Single(token => token.Name == "Workflow runner");

        Assert.Equal(200, (await client.TokensAsync("POST", body: Until(now.AddHours(1)))).Status);
        Assert.Equal(400, (await client.TokensAsync("POST", body: Until(now.AddMinutes(59)))).Status);
        Assert.Equal(400, (await ExpireAsync(client, sample.Id, now.AddMinutes(59))).Status);
    }

    [Theory]
    [InlineData(true, 400)]
    [InlineData(false, 200)]
    public async Task Back_to_never(bool refused, int status)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { NeverIsNoExpiry = refused });
        var id = client.Account.PlatformTokens.Single(token => token.Name == "Workflow runner").Id;

        Assert.Equal(status, (await ExpireAsync(client, id, null)).Status);
        Assert.Equal(refused, client.Account.FindPlatformToken(id)!.ExpirationDate is not null);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 400)]
    public async Task The_expiry_of_an_expired_token(bool stays, int status)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { ExpiredStayExpired = stays });
        var now = client.Server.Clock.GetUtcNow();
        var token = client.Account.Seed(Named("over") with { ExpirationDate = now.AddHours(-1) });

        Assert.Equal(status, (await ExpireAsync(client, token.Id, now.AddHours(1))).Status);
        Assert.Equal(stays ? 403 : 200, (await client.ProbeAsync(token.Token)).Status);
    }

    [Fact]
    public async Task The_statuses_of_success_can_be_the_specifications()
    {
        await using var client = await AccountClient.StartAsync(
            new AccountOptions { CreatedStatus = 201, ChangedStatus = 204, DeletedStatus = 200 });

        var made = await client.TokensAsync("POST", body: Minimal);
        var id = made.Json.GetProperty("tokenId").GetString()!;

        Assert.Equal(201, made.Status);
        Assert.Equal(204, (await client.TokensAsync("PUT", $"/{id}/status", """{"status":"ACTIVE"}""")).Status);
        Assert.Equal(200, (await client.TokensAsync("DELETE", "/" + id)).Status);
    }

    [Fact]
    public async Task Tags_are_shown_by_a_switch()
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { ListHasTags = true });
        await client.TokensAsync("POST", body: With("\"tags\":[\"a\"]"));

        var entry = Results(await client.TokensAsync("GET")).Last();

        Assert.Equal("a", entry.GetProperty("tags")[0].GetString());
        Assert.Equal(client.Account.UserUuid("admin@example.com"), entry.GetProperty("userUuid").GetString());
    }

    [Theory]
    [InlineData(AccountErrorShape.Envelope, "\"code\":404")]
    [InlineData(AccountErrorShape.Empty, "")]
    public async Task Errors_in_other_shapes(AccountErrorShape shape, string body)
    {
        await using var client = await AccountClient.StartAsync(new AccountOptions { AccountErrors = shape });

        var answer = await client.TokensAsync("DELETE", "/dt0s16.UNKNOWN2");

        Assert.Equal(404, answer.Status);
        Assert.Contains(body, answer.Body, StringComparison.Ordinal);
        Assert.Equal(shape == AccountErrorShape.Empty, answer.Body.Length == 0);
    }

    [Fact]
    public async Task A_list_may_lag()
    {
        await using var client = await AccountClient.StartAsync(
            new AccountOptions { AccountListLag = TimeSpan.FromSeconds(10) });
        await client.TokensAsync("POST", body: Minimal);

        Assert.DoesNotContain("n", Names(Results(await client.TokensAsync("GET"))));
        client.Server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("n", Names(Results(await client.TokensAsync("GET"))));
    }

    [Fact]
    public async Task The_control_path_shows_the_accounts_tokens_with_secrets_and_the_log_has_none()
    {
        await using var client = await AccountClient.StartAsync();
        var made = (await client.TokensAsync("POST", body: Minimal)).Json;
        await client.TokensAsync("DELETE", "/" + made.GetProperty("token").GetString());
        await client.TokensAsync("PUT", $"/{made.GetProperty("tokenId").GetString()}/status", """{"status":"INACTIVE"}""");

        var state = (await client.SendAsync("GET", "/_sandbox/account", null, null)).Json;

        Assert.Equal(client.Account.Uuid, state.GetProperty("accountUuid").GetString());
        Assert.Contains(
            client.Server.SamplePlatformToken,
            state.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("token").GetString()));
        var log = client.Server.Log.Requests;
        Assert.Equal(made.GetProperty("tokenId").GetString(), log[^1].TargetId);
        Assert.Equal(client.Server.AccountClient.Id, log[^1].CallerId);
        var secret = made.GetProperty("token").GetString()!;
        Assert.All(log, request => Assert.DoesNotContain(secret, request.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_is_filled_with_plausible_tokens()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { WithAccount = true, Tokens = 90, Seed = 7 });
        await using var again = await SandboxServer.StartAsync(new SandboxOptions { WithAccount = true, Tokens = 90, Seed = 7 });

        Assert.Equal(92, server.Account.PlatformTokens.Count);
        Assert.Contains(server.Account.PlatformTokens, token => !token.Active);
        Assert.Contains(server.Account.PlatformTokens, token => token.Resources.Contains(server.Account.Urn));
        Assert.Equal(
            server.Account.PlatformTokens.Select(token => token.Token),
            again.Account.PlatformTokens.Select(token => token.Token));
        Assert.Equal(server.Account.Uuid, again.Account.Uuid);
    }

    private static SeedPlatformToken Named(string name) =>
        new() { Name = name, Owner = "maker@example.com", Scopes = ["app-engine:apps:run"] };

    private static string BodyWith(string name) => Minimal.Replace("\"n\"", $"\"{name}\"", StringComparison.Ordinal);

    private static string Until(DateTimeOffset expiry) =>
        With($"\"expirationDate\":\"{expiry:yyyy-MM-ddTHH:mm:ssZ}\"");

    private static string ForUser(AccountClient client, string email) =>
        With($"\"userUuid\":\"{client.Account.UserUuid(email)}\"");

    private static string With(string property) => Minimal[..^1] + "," + property + "}";

    private static Task<HttpAnswer> ExpireAsync(
        AccountClient client, string id, DateTimeOffset? expiry) => client.TokensAsync(
        "PUT",
        $"/{id}/expiration-date",
        expiry is { } date ? $$"""{"expirationDate":"{{date:yyyy-MM-ddTHH:mm:ssZ}}"}""" : """{"expirationDate":null}""");

    private static JsonElement[] Results(HttpAnswer answer) => [.. answer.Json.GetProperty("results").EnumerateArray()];

    private static IEnumerable<string?> Names(IEnumerable<JsonElement> entries) =>
        entries.Select(entry => entry.GetProperty("name").GetString());
}

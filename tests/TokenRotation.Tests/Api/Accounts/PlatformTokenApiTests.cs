using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Secrets;
using InvalidRequestException = TokenRotation.Api.InvalidRequestException;

namespace TokenRotation.Tests.Api.Accounts;

/// <summary>The module's client of an account, against the sandbox's.</summary>
public sealed class PlatformTokenApiTests
{
    private static readonly DateTimeOffset Later = AccountFixture.Start.AddDays(90);

    [Theory]
    [InlineData(AccountErrorShape.Flat, 200, 200, 204)]
    [InlineData(AccountErrorShape.Envelope, 201, 204, 200)]
    [InlineData(AccountErrorShape.Empty, 200, 200, 200)]
    public async Task A_platform_token_is_made_read_changed_and_deleted(
        AccountErrorShape errors, int created, int changed, int deleted)
    {
        await using var fixture = await AccountFixture.StartAsync(new AccountOptions
        {
            AccountErrors = errors,
            CreatedStatus = created,
            ChangedStatus = changed,
            DeletedStatus = deleted,
        });
        var api = fixture.Api;

        var made = await api.CreateAsync(fixture.Spec("new") with { Lifetime = TimeSpan.FromHours(1) }, default);
        await api.UpdateAsync(made.Id, new TokenUpdate { ExpirationDate = Later, Enabled = false }, default);
        var seen = await api.GetAsync(made.Id, default);

        Assert.Equal(ApiTokenKind.Platform, made.Token.Kind);
        Assert.Equal(made.Id, made.Token.ToString());
        Assert.Equal(made.Token.Reveal(), fixture.Account.FindPlatformToken(made.Id)!.Token);
        Assert.Equal(
            ("new", false, Later, "admin@example.com", DtTokenKind.Platform),
            (seen.Name, seen.Enabled, seen.ExpirationDate, seen.Owner, seen.Kind));
        Assert.Equal([fixture.Account.EnvironmentUrn], seen.Resource);
        Assert.Equal(["app-engine:apps:run"], seen.Scopes);
        Assert.Equal(AccountFixture.Start, seen.CreationDate);
        Assert.Equal(fixture.Account.Urn, seen.Environment);
        Assert.True(await api.DeleteAsync(made.Id, default));
        Assert.False(await api.DeleteAsync(made.Id, default));
        await Assert.ThrowsAsync<TokenNotFoundException>(() => api.GetAsync(made.Id, default));
        await Assert.ThrowsAsync<TokenNotFoundException>(
            () => api.UpdateAsync(made.Id, new TokenUpdate { Enabled = true }, default));
    }

    [Fact]
    public async Task All_pages_are_read_with_use_expiry_and_resource()
    {
        await using var fixture = await AccountFixture.StartAsync();
        for (var i = 0; i < 23; i++)
        {
            fixture.Account.Seed(new SeedPlatformToken
            {
                Name = $"token {i}",
                Owner = "maker@example.com",
                Scopes = ["storage:logs:read"],
                Resources = [fixture.Account.Urn],
                LastUsedAt = AccountFixture.Start.AddDays(-i),
                Active = i % 2 == 0,
            });
        }

        var tokens = await fixture.AllAsync(pageSize: 5);

        Assert.Equal(25, tokens.Count);
        Assert.Equal(25, tokens.Select(token => token.Id).Distinct().Count());
        var one = Assert.Single(tokens, token => token.Name == "token 3");
        Assert.Equal((AccountFixture.Start.AddDays(-3), false, null), (one.LastUsedDate, one.Enabled, one.ExpirationDate));
        Assert.Equal([fixture.Account.Urn], one.Resource);
        var filtered = await fixture.Api.ListAsync(new TokenQuery { Owner = "maker@example.com" }, null, default);
        Assert.Equal(23, filtered.Tokens.Count);
    }

    [Fact]
    public async Task What_a_platform_token_has_from_birth_is_refused_before_anything_is_sent()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var api = fixture.Api;
        var id = ApiToken.Parse(fixture.Sandbox.SamplePlatformToken).Id!;
        var sent = fixture.Sandbox.Log.Requests.Count;

        foreach (var refused in new Func<Task>[]
        {
            () => api.UpdateAsync(id, new TokenUpdate { Name = "other" }, default),
            () => api.UpdateAsync(id, new TokenUpdate { Scopes = ["storage:logs:read"], Enabled = false }, default),
            () => api.CreateAsync(fixture.Spec("n") with { Resource = [] }, default),
            () => api.CreateAsync(fixture.Spec("n") with { PersonalAccessToken = true }, default),
            () => api.LookupAsync(ApiToken.Parse(fixture.Sandbox.SamplePlatformToken), default),
            () => api.GetAsync(fixture.Sandbox.SamplePlatformToken, default),
            () => api.DeleteAsync("dt0s16.A/../../x", default),
        })
        {
            var failure = await Assert.ThrowsAsync<InvalidRequestException>(refused);
            Assert.DoesNotContain(fixture.Sandbox.SamplePlatformToken, failure.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(sent, fixture.Sandbox.Log.Requests.Count);
    }

    [Fact]
    public async Task A_token_is_made_for_another_user()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var uuid = fixture.Account.UserUuid("person@example.com");

        var made = await fixture.Api.CreateAsync(fixture.Spec("n") with { User = uuid, ExpirationDate = Later }, default);

        Assert.Equal("person@example.com", (await fixture.Api.GetAsync(made.Id, default)).Owner);
        Assert.Equal(Later, fixture.Account.FindPlatformToken(made.Id)!.ExpirationDate);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task The_cap_is_a_refusal_whatever_its_status(int status)
    {
        await using var fixture = await AccountFixture.StartAsync(
            new AccountOptions { TokensOfUser = 2, CapRefusedWith = status });

        var failure = await Assert.ThrowsAnyAsync<TokenApiException>(() => fixture.Api.CreateAsync(fixture.Spec("n"), default));

        Assert.True(failure is InvalidRequestException or ForbiddenException);
        Assert.Contains("at most 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_allows_no_platform_tokens_says_where_to_look()
    {
        await using var fixture = await AccountFixture.StartAsync();
        fixture.Account.Options = fixture.Account.Options with { ManagementRefusedWith = 403 };

        var failure = await Assert.ThrowsAsync<ForbiddenException>(() => fixture.AllAsync());

        Assert.Contains("Allow to manage platform tokens", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["platform-token:tokens:manage"], failure.RequiredScopes);
    }

    [Fact]
    public async Task A_lost_answer_to_a_creation_is_no_failure_but_an_unknown_outcome()
    {
        await using var fixture = await AccountFixture.StartAsync();
        fixture.Sandbox.Faults.Add(
            new FaultRule { Method = "POST", Path = "/platform-tokens$", Effect = FaultEffect.DropAfter, Count = 1 });

        var failure = await Assert.ThrowsAsync<CreateOutcomeUnknownException>(
            () => fixture.Api.CreateAsync(fixture.Spec("lost"), default));

        Assert.Equal("lost", failure.TokenName);
        Assert.Single(fixture.Account.PlatformTokens, token => token.Name == "lost");
    }

    [Fact]
    public async Task An_access_token_is_asked_for_the_account_and_fetched_again_before_it_ends()
    {
        await using var fixture = await AccountFixture.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            fixture.Sandbox.Clock.Advance(TimeSpan.FromSeconds(59));
            await fixture.AllAsync();
        }

        Assert.All(fixture.Sandbox.Log.Requests, request => Assert.Equal(200, request.Status));
        Assert.InRange(
            fixture.Sandbox.Log.Requests.Count(request => request.Path.EndsWith("/token", StringComparison.Ordinal)), 4, 6);
    }

    [Fact]
    public async Task A_client_that_may_only_write_has_its_own_tokens()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var person = fixture.Account.AddClient("person@example.com", ["platform-token:tokens:write"]);

        using var connection = await AccountFixture.ConnectAsync(fixture.Sandbox, person.Secret);

        Assert.Equal(["platform-token:tokens:write"], connection.Caller.Scopes);
        Assert.Equal((person.Id, fixture.Account.Uuid), (connection.Caller.Id, connection.Id));
        Assert.Empty((await connection.Api.ListAsync(new TokenQuery(), null, default)).Tokens);
    }

    [Fact]
    public async Task A_client_without_the_scopes_and_another_account_are_told_apart()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var sandbox = fixture.Sandbox;

        var refused = await Assert.ThrowsAsync<AccessTokenException>(
            () => AccountFixture.ConnectAsync(sandbox, sandbox.Client.Secret));
        await Assert.ThrowsAsync<AccessTokenException>(
            () => AccountFixture.ConnectAsync(sandbox, sandbox.AccountClient.Secret, Guid.NewGuid().ToString()));
        var platform = await Assert.ThrowsAsync<UnsupportedCredentialException>(
            () => AccountFixture.ConnectAsync(sandbox, sandbox.SamplePlatformToken));

        Assert.Contains("platform-token:tokens:manage", refused.Message, StringComparison.Ordinal);
        Assert.Contains("OAuth client", platform.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_in_a_log_line_or_a_failure()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var sandbox = fixture.Sandbox;
        var lines = new List<string>();
        using var connection = await AccountFixture.ConnectAsync(sandbox, sandbox.AccountClient.Secret, log: lines);
        var made = await connection.Api.CreateAsync(fixture.Spec("n"), default);
        sandbox.Faults.Add(new FaultRule
        {
            Effect = FaultEffect.Status,
            Status = 400,
            Body = $$"""{"error":true,"message":"{{sandbox.AccountClient.Secret}} and {{made.Token.Reveal()}}","payload":null}""",
        });

        var failure = await Assert.ThrowsAsync<InvalidRequestException>(() => connection.Api.DeleteAsync(made.Id, default));

        Assert.NotEmpty(lines);
        foreach (var text in lines.Append(failure.ToString()))
        {
            Assert.DoesNotContain(sandbox.AccountClient.Secret.Split('.')[2], text, StringComparison.Ordinal);
            Assert.DoesNotContain(made.Token.Reveal().Split('.')[2], text, StringComparison.Ordinal);
            Assert.DoesNotContain("eyJ", text, StringComparison.Ordinal);
        }
    }
}

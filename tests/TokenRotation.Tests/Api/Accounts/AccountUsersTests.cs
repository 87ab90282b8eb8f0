using TokenRotation.Api;
using TokenRotation.Sandbox.Http;
using InvalidRequestException = TokenRotation.Api.InvalidRequestException;

namespace TokenRotation.Tests.Api.Accounts;

/// <summary>Whom a new platform token belongs to: the account is asked for a user once.</summary>
public sealed class AccountUsersTests
{
    private const string Person = "person@example.com";

    [Fact]
    public async Task A_user_is_asked_for_once_by_e_mail_address_and_owns_the_tokens()
    {
        await using var fixture = await AccountFixture.StartAsync();
        fixture.Account.UserUuid(Person);

        var first = await fixture.Api.CreateAsync(fixture.Spec("a") with { User = Person }, default);
        var second = await fixture.Api.CreateAsync(fixture.Spec("b") with { User = " Person@Example.com " }, default);

        Assert.Equal(Person, fixture.Account.FindPlatformToken(first.Id)!.Owner);
        Assert.Equal(Person, fixture.Account.FindPlatformToken(second.Id)!.Owner);
        Assert.Single(fixture.Sandbox.Log.Requests, request => request.Path.Contains("/users/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_a_user_is_not_sent()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var sent = fixture.Sandbox.Log.Requests.Count;

        foreach (var user in new[] { "person", "@example.com", "a@b@c", "two words@example.com", "x@" })
        {
            await Assert.ThrowsAsync<InvalidRequestException>(
                () => fixture.Api.CreateAsync(fixture.Spec("n") with { User = user }, default));
        }

        var secret = fixture.Sandbox.SamplePlatformToken + "@example.com";
        var failure = await Assert.ThrowsAsync<InvalidRequestException>(
            () => fixture.Api.CreateAsync(fixture.Spec("n") with { User = secret }, default));

        Assert.DoesNotContain(fixture.Sandbox.SamplePlatformToken, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(sent, fixture.Sandbox.Log.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_user_is_an_error_and_nothing_is_made()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var before = fixture.Account.PlatformTokens.Count;

        var failure = await Assert.ThrowsAsync<InvalidRequestException>(
            () => fixture.Api.CreateAsync(fixture.Spec("n") with { User = "nobody@example.com" }, default));

        Assert.Contains("no user", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, fixture.Account.PlatformTokens.Count);
    }

    [Fact]
    public async Task A_client_that_may_not_read_users_still_knows_service_users_and_uuids()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var uuid = fixture.Account.UserUuid(Person);
        var service = fixture.Account.AddServiceUser();
        var client = fixture.Account.AddClient("admin@example.com", ["platform-token:tokens:manage"]);
        using var connection = await AccountFixture.ConnectAsync(fixture.Sandbox, client.Secret);
        Task<CreatedToken> For(string user) => connection.Api.CreateAsync(fixture.Spec("n") with { User = user }, default);

        var ofPerson = await For(uuid);
        var ofService = await For(service);
        var failure = await Assert.ThrowsAsync<ForbiddenException>(() => For(Person));

        Assert.Equal(Person, fixture.Account.FindPlatformToken(ofPerson.Id)!.Owner);
        Assert.Equal(service, fixture.Account.FindPlatformToken(ofService.Id)!.Owner);
        Assert.Equal(["account-idm-read"], failure.RequiredScopes);
        Assert.Contains("UUID", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"uid":"b3579695-ebf9-9be1-1340-3e9feecf4677","email":"other@example.com"}""")]
    [InlineData("""{"uid":"person","email":"person@example.com"}""")]
    [InlineData("""{"email":"person@example.com"}""")]
    [InlineData("""["b3579695-ebf9-9be1-1340-3e9feecf4677"]""")]
    public async Task An_answer_about_somebody_else_makes_no_token(string body)
    {
        await using var fixture = await AccountFixture.StartAsync();
        var before = fixture.Account.PlatformTokens.Count;
        fixture.Sandbox.Faults.Add(
            new FaultRule { Path = "/users/", Effect = FaultEffect.Status, Status = 200, Body = body });

        await Assert.ThrowsAsync<MalformedResponseException>(
            () => fixture.Api.CreateAsync(fixture.Spec("n") with { User = Person }, default));

        Assert.Equal(before, fixture.Account.PlatformTokens.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task A_creation_that_failed_at_the_server_is_sent_once_and_its_outcome_is_unknown(int status)
    {
        await using var fixture = await AccountFixture.StartAsync();
        fixture.Sandbox.Faults.Add(new FaultRule
        {
            Method = "POST",
            Path = "/platform-tokens$",
            Effect = FaultEffect.Status,
            Status = status,
        });

        await Assert.ThrowsAsync<CreateOutcomeUnknownException>(() => fixture.Api.CreateAsync(fixture.Spec("n"), default));

        Assert.Single(fixture.Sandbox.Log.Requests, request => request is { Method: "POST" }
            && request.Path.EndsWith("/platform-tokens", StringComparison.Ordinal));
    }
}

using TokenRotation.Api.Accounts;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Api.Accounts;

/// <summary>What a platform token's secret proves at an environment, beside the same secret with one sign changed.</summary>
public sealed class PlatformProbeTests
{
    private static readonly string[] Runs = ["app-engine:apps:run"];

    [Fact]
    public async Task A_secret_that_works_is_told_from_one_that_lacks_the_scope_is_over_or_nobodys()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var account = fixture.Account;
        var works = account.AddPlatformToken("a@example.com", Runs);
        var lacks = account.AddPlatformToken("a@example.com", ["storage:logs:read"]);
        var over = account.AddPlatformToken("a@example.com", Runs, AccountFixture.Start.AddDays(-1));
        var off = account.Seed(new SeedPlatformToken { Owner = "a@example.com", Scopes = Runs, Active = false });
        var unknown = works.Token[..^1] + (works.Token[^1] == 'X' ? 'Y' : 'X');

        Assert.Equal(SecretProofOutcome.Works, (await ProveAsync(fixture, works.Token)).Outcome);
        Assert.Equal(SecretProofOutcome.LacksScope, (await ProveAsync(fixture, lacks.Token)).Outcome);
        Assert.Equal(SecretProofOutcome.Ended, (await ProveAsync(fixture, over.Token)).Outcome);
        Assert.Equal(SecretProofOutcome.Ended, (await ProveAsync(fixture, off.Token)).Outcome);
        Assert.Equal(SecretProofOutcome.Refused, (await ProveAsync(fixture, unknown)).Outcome);
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(403, """{"error":{"code":403,"message":"Go away"}}""")]
    public async Task What_answers_everybody_alike_proves_nothing(int status, string body)
    {
        await using var fixture = await AccountFixture.StartAsync();
        fixture.Sandbox.Faults.Add(
            new FaultRule { Path = "/platform/management", Effect = FaultEffect.Status, Status = status, Body = body });

        var proof = await ProveAsync(fixture, fixture.Sandbox.SamplePlatformToken);

        Assert.Equal((SecretProofOutcome.Unproven, false), (proof.Outcome, proof.Authenticates));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_probe_that_fails_says_why_and_proves_nothing(int status)
    {
        await using var fixture = await AccountFixture.StartAsync();
        fixture.Sandbox.Faults.Add(
            new FaultRule { Path = "/platform/management", Effect = FaultEffect.Status, Status = status });

        var proof = await ProveAsync(fixture, fixture.Sandbox.SamplePlatformToken);

        Assert.Equal(SecretProofOutcome.Unproven, proof.Outcome);
        Assert.NotNull(proof.Reason);
        Assert.DoesNotContain(fixture.Sandbox.SamplePlatformToken, proof.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_environment_nothing_is_sent()
    {
        await using var fixture = await AccountFixture.StartAsync();
        var sent = fixture.Sandbox.Log.Requests.Count;
        using var token = ApiToken.Parse(fixture.Sandbox.SamplePlatformToken);

        var proof = await ((ISecretProof)fixture.Api).ProveAsync(token, [fixture.Account.Urn], [], default);

        Assert.Equal(new SecretProof(SecretProofOutcome.Unproven), proof);
        Assert.Equal(sent, fixture.Sandbox.Log.Requests.Count);
    }

    [Fact]
    public async Task A_token_of_the_whole_account_is_proved_where_another_environment_is_known()
    {
        await using var fixture = await AccountFixture.StartAsync();
        using var token = ApiToken.Parse(fixture.Sandbox.SamplePlatformToken);
        var known = EnvironmentUrl.Parse(fixture.Sandbox.Url.ToString());

        var proof = await ((ISecretProof)fixture.Api).ProveAsync(token, [fixture.Account.Urn], [known], default);

        Assert.Equal((SecretProofOutcome.Works, known.Text), (proof.Outcome, proof.Environment));
    }

    [Fact]
    public void Environments_of_dynatrace_are_found_by_their_ids_alone()
    {
        var account = AccountAddress.Parse("b3579695-ebf9-9be1-1340-3e9feecf4677", null);
        var gateway = AccountAddress.Parse(account.Uuid, new Uri("https://gateway.example.com/dynatrace"));
        string[] resource = ["urn:dtenvironment:abc12345", "urn:dtenvironment:evil.example.com/x", account.Urn];

        Assert.Equal(
            ["https://abc12345.apps.dynatrace.com"], account.EnvironmentsOf(resource).Select(found => found.AppsText));
        Assert.Empty(gateway.EnvironmentsOf(resource));
    }

    private static async Task<SecretProof> ProveAsync(AccountFixture fixture, string secret)
    {
        using var token = ApiToken.Parse(secret);
        return await ((ISecretProof)fixture.Api).ProveAsync(token, [fixture.Account.EnvironmentUrn], [], default);
    }
}

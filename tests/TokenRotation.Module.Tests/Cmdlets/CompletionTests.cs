using System.Management.Automation;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("Find-DtToken -Scope ReadC", "ReadConfig", "Read configuration")]
    [InlineData("New-DtToken t -Scope metrics.r", "metrics.read", "Read metrics")]
    [InlineData("Test-DtToken x -Scope tokens.wr", "apiTokens.write", "Write API tokens")]
    [InlineData("Invoke-DtTokenRotation x -Scope 'settings.w", "settings.write", "Write settings")]
    public void Scopes_are_offered_with_what_they_allow(string typed, string scope, string label)
    {
        using var session = new Session();

        var offers = session.Complete(typed);

        Assert.Contains(offers, offer => offer.CompletionText == scope && offer.ToolTip == label);
    }

    [Theory]
    [InlineData("New-DtToken t -Scope ", 93)]
    [InlineData("Invoke-DtTokenRotation x -Scope ", 93)]
    [InlineData("Find-DtToken -Scope ", 99)]
    [InlineData("Test-DtToken x -Scope ", 99)]
    public void Only_grantable_scopes_are_offered_for_a_new_token(string typed, int number)
    {
        using var session = new Session();

        Assert.Equal(number, session.Complete(typed).Select(offer => offer.CompletionText).Distinct().Count());
    }

    [Theory]
    [InlineData("Find-DtToken -Environment ")]
    [InlineData("Disconnect-DtEnvironment ")]
    [InlineData("Get-DtEnvironment http")]
    public async Task Connected_environments_are_offered(string typed)
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Contains(tenant.Session.Offers(typed), offer =>
            offer.CompletionText == tenant.Url && offer.ToolTip.Contains("Sandbox admin", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Revoke-DtToken rw")]
    [InlineData("Set-DtToken -Id dt0c01.")]
    [InlineData("Find-DtToken -Id 'RW con")]
    [InlineData("Invoke-DtTokenRotation rw")]
    [InlineData("Get-DtTokenRotation -Id rw")]
    public async Task Ids_are_offered_by_id_or_name(string typed)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var id = Tenant.PublicPart(tenant.Server.SampleToken);

        var offer = Assert.Single(tenant.Session.Offers(typed), offer => offer.CompletionText == id);

        Assert.Equal(id + " RW config token", offer.ListItemText);
    }

    [Theory]
    [InlineData("Restore-DtToken -Id dt0c01.", false)]
    [InlineData("Remove-DtToken ", false)]
    [InlineData("Revoke-DtToken ", true)]
    public async Task Of_revoked_and_enabled_tokens_those_are_offered_that_the_command_is_for(string typed, bool enabled)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        var offers = tenant.Session.Offers(typed).Select(offer => offer.CompletionText);

        Assert.Equal(!enabled, offers.Contains(Tenant.PublicPart(tenant.Server.SampleToken)));
        Assert.Equal(enabled, offers.Contains(Tenant.PublicPart(tenant.Server.AdminToken)));
    }

    [Fact]
    public async Task Where_a_list_does_not_say_what_is_revoked_all_are_offered()
    {
        await using var tenant = await Tenant.ConnectAsync(v1: true);

        Assert.Contains(
            tenant.Session.Offers("Remove-DtToken rw"),
            offer => offer.CompletionText == Tenant.PublicPart(tenant.Server.SampleToken));
    }

    [Theory]
    [InlineData("Get-DtTokenFinding -KnownOwner adm")]
    [InlineData("Export-DtTokenReport r.html -KnownOwner 'adm")]
    [InlineData("Find-DtToken -Owner ")]
    public async Task Owners_are_offered_once_each(string typed)
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Single(tenant.Session.Offers(typed), offer => offer.CompletionText == "'admin@example.com'");
    }

    [Fact]
    public async Task Names_are_offered_quoted_and_with_their_brackets_escaped()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Add("it's [one]");

        var offer = Assert.Single(tenant.Session.Offers("Find-DtToken -Name it"));

        Assert.Equal("it's [one]", Assert.Single(tenant.Run("Find-DtToken -Name " + offer.CompletionText).Succeed().All("Name")));
    }

    [Fact]
    public async Task Tokens_are_those_of_the_named_environment()
    {
        await using var tenant = await Tenant.ConnectAsync();
        await using var other = await Tenant.StartAsync();
        other.Add("other one");
        tenant.Run("Connect-DtEnvironment $args[0] -ApiToken $args[1] | "
            + "Out-Null", other.Url, Tenant.Secure(other.Server.AdminToken)).Succeed();

        Assert.Single(tenant.Session.Offers($"Find-DtToken -Environment {other.Url} -Name other"));
        Assert.NotEmpty(tenant.Session.Offers($"Find-DtToken -Environment {tenant.Url} -Name RW"));
        Assert.Empty(tenant.Session.Complete($"Find-DtToken -Environment {tenant.Url} -Name other"));
    }

    [Fact]
    public async Task Tokens_are_read_once_for_several_completions()
    {
        await using var tenant = await Tenant.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.NotEmpty(tenant.Session.Offers("Revoke-DtToken "));
        }

        Assert.Equal(1, tenant.Lists);
    }

    [Fact]
    public async Task With_api_v1_one_request_is_enough()
    {
        await using var tenant = await Tenant.ConnectAsync(v1: true);

        Assert.Contains(tenant.Session.Offers("Find-DtToken -Name RW"), offer => offer.CompletionText == "'RW config token'");
        Assert.Single(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_slow_environment_does_not_keep_the_user_waiting_and_answers_the_next_time()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Complete("Revoke-DtToken -Whatif");
        var gate = tenant.HoldAnswer(_ => true);

        Assert.Empty(Tokens(tenant));
        gate.Open();
        Assert.NotEmpty(tenant.Session.Offers("Revoke-DtToken "));
        Assert.Equal(1, tenant.Lists);
    }

    [Theory]
    [InlineData(FaultEffect.DropBefore)]
    [InlineData(FaultEffect.Html)]
    [InlineData(FaultEffect.Malformed)]
    public async Task An_environment_that_fails_offers_nothing_and_says_nothing(FaultEffect effect)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule { Effect = effect });

        Assert.Empty(Tokens(tenant));
        Assert.Empty(tenant.Run("$Error").Output);
    }

    [Fact]
    public void Without_a_connection_there_is_nothing_to_offer()
    {
        using var session = new Session();

        Assert.DoesNotContain(
            session.Complete("Revoke-DtToken dt0"), offer => offer.ResultType == CompletionResultType.ParameterValue);
        Assert.DoesNotContain(session.Complete("Find-DtToken -Environment nowhere -Name a"), offer =>
            offer.ResultType == CompletionResultType.ParameterValue);
    }

    [Theory]
    [InlineData("Find-DtToken -ExpiringWithin ", "14d", "Two weeks")]
    [InlineData("Find-DtToken -UnusedFor 9", "90d", "Ninety days")]
    [InlineData("New-DtToken t metrics.read -Lifetime ", "30d", "Thirty days")]
    [InlineData("New-DtToken t metrics.read -ExpirationDate n", "now+90d", "Ninety days")]
    [InlineData("Remove-DtToken x -GracePeriod 7", "7d", "One week")]
    [InlineData("Invoke-DtTokenRotation x -Overlap 1", "1d", "One day")]
    [InlineData("Get-DtTokenRotation -ExpiringWithin 14", "14d", "Two weeks")]
    public void Durations_show_how_they_are_written(string typed, string duration, string tip)
    {
        using var session = new Session();

        Assert.Contains(session.Complete(typed), offer => offer.CompletionText == duration && offer.ToolTip == tip);
    }

    private static IReadOnlyList<CompletionResult> Tokens(Tenant tenant) =>
        [.. tenant.Session.Complete("Revoke-DtToken ")
            .Where(offer => offer.CompletionText.StartsWith("dt0c01.", StringComparison.Ordinal))];
}

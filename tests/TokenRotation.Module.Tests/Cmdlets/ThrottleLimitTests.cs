using System.Management.Automation;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Several tokens at once, and several environments, none of which waits for another.</summary>
public sealed class ThrottleLimitTests
{
    // For longer than any timeout: who waits for it fails.
    private static readonly FaultRule Hanging = new() { Effect = FaultEffect.Delay, Delay = 3_600_000 };

    [Fact]
    public async Task An_environment_that_hangs_delays_no_other()
    {
        await using var tenant = await Tenant.ConnectAsync();
        await using var slow = await ConnectAnotherAsync(tenant);
        slow.Faults.Add(Hanging);
        var hanging = Seed(slow.Tenant, 200);
        var healthy = Seed(tenant.Server.Tenant, 30);
        tenant.Session.Set("records", Records(slow, hanging).Concat(Records(tenant.Server, healthy)).ToArray());

        var script = tenant.Session.Start("$records | Revoke-DtToken -PassThru");
        await script.HasWrittenAsync(30);
        var run = script.Stop();

        Assert.Equal(healthy.Select(token => token.Id).Order(), run.All("Id").Cast<string>().Order());
        Assert.All(healthy, token => Assert.False(tenant.Now(token)!.Enabled));
        Assert.All(hanging, token => Assert.True(slow.Tenant.Find(token.Id)!.Enabled));
        Assert.True(slow.Log.Requests.Count <= 5);
        Assert.Equal(PSInvocationState.Stopped, run.State);
    }

    [Fact]
    public async Task An_environment_that_fails_delays_no_other()
    {
        await using var tenant = await Tenant.ConnectAsync();
        await using var other = await ConnectAnotherAsync(tenant);
        other.Faults.Add(new FaultRule { Effect = FaultEffect.Status, Status = 403 });
        var failing = Seed(other.Tenant, 10);
        var healthy = Seed(tenant.Server.Tenant, 10);
        tenant.Session.Set("records", Records(other, failing).Concat(Records(tenant.Server, healthy)).ToArray());

        var run = tenant.Run("$records | Revoke-DtToken -PassThru");

        Assert.Equal(10, run.Output.Count);
        Assert.Equal(10, run.ErrorIds.Count(id => id == "MissingScope"));
        Assert.Equal(failing.Select(token => token.Id).Order(), run.Errors.Select(error => (string)error.TargetObject).Order());
    }

    [Fact]
    public async Task A_search_of_several_environments_emits_what_has_come()
    {
        await using var tenant = await Tenant.ConnectAsync();
        await using var slow = await ConnectAnotherAsync(tenant);
        slow.Faults.Add(Hanging);
        tenant.Session.Set("both", new[] { UrlOf(slow), tenant.Url });

        var script = tenant.Session.Start("Find-DtToken -Environment $both");
        await script.HasWrittenAsync(3);
        var run = script.Stop();

        Assert.All(run.All("Environment"), environment => Assert.Equal(tenant.Url, environment));
    }

    [Fact]
    public async Task Whoever_wants_the_first_token_waits_for_no_other_environment()
    {
        await using var tenant = await Tenant.ConnectAsync(new SandboxOptions { Tokens = 10_500, Seed = 1 });
        await using var slow = await ConnectAnotherAsync(tenant);
        slow.Faults.Add(Hanging);
        tenant.Session.Set("both", new[] { UrlOf(slow), tenant.Url });
        tenant.Server.Log.Clear();

        var run = tenant.Run("Find-DtToken -Environment $both | Select-Object -First 1").Succeed();

        Assert.Single(run.Output);
        Assert.Equal(1, tenant.Lists);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task So_many_tokens_are_revoked_at_a_time(int limit)
    {
        var together = new RequestsTogether(limit);
        await using var tenant = await Tenant.ConnectAsync(new SandboxOptions { OnRequest = together.Watch });
        var tokens = Seed(tenant.Server.Tenant, 20);
        tenant.Session.Set("records", Records(tenant.Server, tokens).ToArray());

        together.Begin();
        tenant.Run($"$records | Revoke-DtToken -ThrottleLimit {limit}").Succeed();

        Assert.Equal(limit, together.Most);
        var methods = tenant.Server.Log.Requests.Select(request => request.Method).ToList();
        Assert.Equal(
            limit == 1, methods.SequenceEqual(Enumerable.Range(0, 40).Select(number => number % 2 == 0 ? "GET" : "PUT")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    public async Task A_limit_that_makes_no_sense_is_refused(string limit)
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run($"Revoke-DtToken $sampleId -ThrottleLimit {limit}");

        Assert.Single(run.Errors);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task Each_token_is_asked_for_and_only_what_is_agreed_to_is_changed()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var tokens = Seed(tenant.Server.Tenant, 10);
        tenant.Session.Set("records", Records(tenant.Server, tokens).ToArray());
        for (var i = 0; i < 10; i++)
        {
            tenant.Session.Screen.Answers.Enqueue(i % 2 == 0 ? "Yes" : "No");
        }

        var run = tenant.Run("$records | Revoke-DtToken -Confirm -PassThru").Succeed();

        var asked = tenant.Session.Screen.Prompts;
        Assert.Equal(10, asked.Count);
        Assert.All(tokens, token => Assert.Single(asked, prompt => prompt.Contains(token.Id, StringComparison.Ordinal)));
        var agreed = asked.Where((_, index) => index % 2 == 0).ToList();
        Assert.All(tokens, token =>
            Assert.Equal(agreed.Any(prompt => prompt.Contains(token.Id, StringComparison.Ordinal)), !tenant.Now(token)!.Enabled));
        Assert.Equal(5, run.Output.Count);
    }

    [Fact]
    public async Task An_error_that_the_user_wants_to_end_it_ends_it_at_once()
    {
        await using var tenant = await Tenant.ConnectAsync();
        await using var slow = await ConnectAnotherAsync(tenant);
        slow.Faults.Add(Hanging);
        var hanging = Seed(slow.Tenant, 10);
        tenant.Session.Set("records", Records(slow, hanging).Append(Record(tenant.Url, "dt0c01.NOBODY")).ToArray());

        var run = tenant.Run("$records | Revoke-DtToken -ErrorAction Stop");

        Assert.Equal("dt0c01.NOBODY", run.Failure?.ErrorRecord.TargetObject);
    }

    [Fact]
    public async Task What_may_not_be_deleted_is_refused_one_by_one()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var old = Seed(tenant.Server.Tenant, 10);
        var lately = Seed(tenant.Server.Tenant, 10);
        var enabled = Seed(tenant.Server.Tenant, 10);
        tenant.Session.Set("old", Records(tenant.Server, old).ToArray());
        tenant.Session.Set("lately", Records(tenant.Server, lately).ToArray());
        tenant.Session.Set("enabled", Records(tenant.Server, enabled).ToArray());
        tenant.Run("$old | Revoke-DtToken").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));
        tenant.Run("$lately | Revoke-DtToken").Succeed();

        var run = tenant.Run("@($old) + @($lately) + @($enabled) | Remove-DtToken -Confirm:$false -ThrottleLimit 10");

        Assert.Equal(10, run.ErrorIds.Count(id => id == "GracePeriodNotOver"));
        Assert.Equal(10, run.ErrorIds.Count(id => id == "TokenIsEnabled"));
        Assert.All(old, token => Assert.Null(tenant.Now(token)));
        Assert.All(lately.Concat(enabled), token => Assert.NotNull(tenant.Now(token)));
    }

    private static async Task<SandboxServer> ConnectAnotherAsync(Tenant tenant)
    {
        var server = await SandboxServer.StartAsync(new SandboxOptions());
        tenant.Run("Connect-DtEnvironment $args[0] -ApiToken $args[1] | "
            + "Out-Null", UrlOf(server), Tenant.Secure(server.AdminToken)).Succeed();
        server.Log.Clear();
        return server;
    }

    private static string UrlOf(SandboxServer server) => server.Url.ToString().TrimEnd('/');

    private static List<TenantToken> Seed(SandboxTenant tenant, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(number => tenant.Seed(new SeedToken { Name = $"token {number}", Scopes = ["metrics.read"] }))];

    private static IEnumerable<PSObject> Records(SandboxServer server, IEnumerable<TenantToken> tokens) =>
        tokens.Select(token => Record(UrlOf(server), token.Id));

    private static PSObject Record(string environment, string id)
    {
        var record = new PSObject();
        record.Properties.Add(new PSNoteProperty("Id", id));
        record.Properties.Add(new PSNoteProperty("Environment", environment));
        return record;
    }
}

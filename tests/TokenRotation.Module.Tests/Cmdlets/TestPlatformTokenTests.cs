using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Test-DtToken at an account: what list and probe prove together, and what they do not.</summary>
public sealed class TestPlatformTokenTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_secret_that_works_is_told_from_a_wrong_one_one_that_is_over_and_nobodys()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        var lacks = tenant.Add(Seed() with { Scopes = ["storage:logs:read"] });
        var over = tenant.Add(Seed() with { ExpirationDate = Start.AddDays(-1) });
        var off = tenant.Add(Seed() with { Active = false });
        var good = tenant.Server.SamplePlatformToken;

        Assert.Equal("True", Works(tenant, good));
        Assert.Equal("True", Works(tenant, lacks.Token));
        Assert.Equal("False", Works(tenant, over.Token));
        Assert.Equal("False", Works(tenant, off.Token));
        Assert.Equal("False", Works(tenant, good[..^1] + (good[^1] == 'X' ? 'Y' : 'X')));
        Assert.Equal("False", Works(tenant, Tokens.Make("dt0s16", 8)));
    }

    [Fact]
    public async Task Scopes_are_those_of_the_list()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        Assert.Equal(true, tenant.Run("Test-DtToken $platform -Scope automation:workflows:run").Succeed().One.BaseObject);
        Assert.Equal(false, tenant.Run("Test-DtToken $platform -Scope storage:logs:read").Succeed().One.BaseObject);
        tenant.Run("Test-DtToken $platform -Scope metrics.read").FailWith("UnknownScope");
    }

    [Fact]
    public async Task What_is_known_comes_with_the_environment_that_has_proved_it()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var test = tenant.Run("Test-DtToken $platform -Detailed").Succeed().One;

        Assert.Equal(
            (true, tenant.Url, "Workflow runner", "admin@example.com", tenant.Server.Account.Urn),
            (test.Properties["Works"].Value, test.Properties["ProvedAt"].Value, test.Properties["Name"].Value,
                test.Properties["Owner"].Value, test.Properties["Environment"].Value));
        Assert.Equal([tenant.Server.Account.EnvironmentUrn], (IEnumerable<string>)test.Properties["Resource"].Value);
    }

    [Fact]
    public async Task A_probe_that_everybody_passes_proves_nothing_and_is_an_error_where_a_yes_or_no_is_wanted()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        tenant.Server.Faults.Add(
            new FaultRule { Path = "/platform/management", Effect = FaultEffect.Status, Status = 200, Body = "{}" });

        var test = tenant.Run("Test-DtToken $platform -Detailed").Succeed().One;
        var run = tenant.Run("Test-DtToken $platform");

        Assert.Null(test.Properties["Works"].Value);
        Assert.Null(test.Properties["ProvedAt"].Value);
        Assert.Contains("one sign changed", test.Properties["Advice"].Value.ToString(), StringComparison.Ordinal);
        var error = run.FailWith("SecretUnproven");
        Assert.Empty(run.Output);
        Assert.DoesNotContain(tenant.Server.SamplePlatformToken, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_whole_account_needs_an_environment_that_is_connected()
    {
        await using var tenant = await AccountTenant.StartAsync();
        tenant.Run($"$null = {AccountTenant.Connect}").Succeed();
        var whole = tenant.Add(Seed() with { Resources = [tenant.Server.Account.Urn] });

        tenant.Run("Test-DtToken $args[0]", Tenant.Secure(whole.Token)).FailWith("SecretUnproven");
        tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin").Succeed();

        var run = tenant.Run("Test-DtToken $args[0] -Environment $uuid", Tenant.Secure(whole.Token)).Succeed();
        Assert.Equal(true, run.One.BaseObject);
    }

    [Fact]
    public async Task An_inactive_one_may_work_on_for_a_while_and_that_is_said()
    {
        await using var tenant = await AccountTenant.ConnectAsync(
            new AccountOptions { ChangeFeltAfter = TimeSpan.FromMinutes(5) }, new VirtualClock(Start));
        tenant.Server.Clock.Advance(TimeSpan.FromHours(1));
        tenant.Run("Revoke-DtToken $platformId -WarningAction Ignore").Succeed();

        var test = tenant.Run("Test-DtToken $platform -Detailed").Succeed().One;
        tenant.Server.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(true, test.Properties["Works"].Value);
        Assert.Contains("five minutes", test.Properties["Advice"].Value.ToString(), StringComparison.Ordinal);
        Assert.Equal("False", Works(tenant, tenant.Server.SamplePlatformToken));
    }

    [Fact]
    public async Task An_account_does_not_test_what_is_no_platform_token()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        tenant.Run("Test-DtToken $sample").FailWith("InvalidToken");
        Assert.Null(tenant.Run("Test-DtToken $sample -Detailed").Succeed().One.Properties["Works"].Value);
        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_new_one_is_tested_straight_from_the_pipeline()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        var run = tenant.Run("New-DtToken n app-engine:apps:run -Resource $environmentUrn | Test-DtToken").Succeed();

        Assert.Equal(true, run.One.BaseObject);
    }

    private static SeedPlatformToken Seed() =>
        new() { Name = "seeded", Owner = "maker@example.com", Scopes = ["app-engine:apps:run"] };

    private static string? Works(Tenant tenant, string secret) =>
        tenant.Run("Test-DtToken $args[0]", Tenant.Secure(secret)).Succeed().One.ToString();
}

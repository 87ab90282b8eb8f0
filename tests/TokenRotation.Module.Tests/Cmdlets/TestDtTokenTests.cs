using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class TestDtTokenTests
{
    [Theory]
    [InlineData("$sample", true)]
    [InlineData("$sample -Scope ReadConfig, WriteConfig", true)]
    [InlineData("$sample -Scope ReadConfig, metrics.read", false)]
    [InlineData("$stranger", false)]
    public async Task It_tells_whether_a_secret_authenticates_and_holds_the_scopes(string arguments, bool works)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("stranger", Tenant.Secure(Tokens.Make()));

        Assert.Equal(works, tenant.Run("Test-DtToken " + arguments).Succeed().One.BaseObject);
    }

    [Fact]
    public async Task An_expired_token_does_not_work()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(31));

        Assert.Equal(false, tenant.Run("Test-DtToken $sample").Succeed().One.BaseObject);
    }

    [Fact]
    public async Task A_token_that_may_not_look_itself_up_works_all_the_same()
    {
        var strict = new SandboxOptions { Tenant = new TenantOptions { LookupNeedsNoReadScope = false } };
        await using var tenant = await Tenant.ConnectAsync(strict);

        Assert.Equal(true, tenant.Run("Test-DtToken $sample").Succeed().One.BaseObject);
        tenant.Run("Test-DtToken $sample -Scope ReadConfig").FailWith("MissingScope");
    }

    [Fact]
    public async Task A_new_token_is_tested_straight_from_the_pipeline()
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Equal(true, tenant.Run("New-DtToken fresh metrics.read | Test-DtToken").Succeed().One.BaseObject);
    }

    [Fact]
    public async Task A_server_that_fails_is_an_error_and_not_false()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -MaximumRetryCount 0 | Out-Null").Succeed();
        tenant.Server.Faults.Add(new FaultRule { Effect = FaultEffect.Status, Status = 503 });

        var run = tenant.Run("Test-DtToken $sample");

        run.FailWith("ServerFailed");
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_text_that_is_no_token_is_an_error_that_does_not_repeat_it()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("Test-DtToken 'what is this?'").FailWith("InvalidToken");

        Assert.DoesNotContain("what is this", error.ToString(), StringComparison.Ordinal);
    }
}

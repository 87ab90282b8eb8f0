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

    [Theory]
    [InlineData("dt0s16", 8, "Platform", "Connect-DtEnvironment -ApiToken")]
    [InlineData("dt0s02", 8, "OAuth", "Connect-DtEnvironment -ClientSecret")]
    [InlineData("dt0g02", 8, "ActiveGate", "ActiveGate tokens")]
    public async Task Another_kind_of_token_is_told_by_its_shape_and_with_what_to_do(
        string prefix, int publicLength, string kind, string advice)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = Tokens.Make(prefix, publicLength);

        var test = tenant.Run("Test-DtToken $args[0] -Detailed", Tenant.Secure(token)).Succeed().One;
        var record = tenant.Run("Test-DtToken $args[0]", Tenant.Secure(token)).FailWith("InvalidToken");
        var byId = tenant.Run("Find-DtToken -Id $args[0]", Tenant.PublicPart(token)).FailWith("TokenNotFound");
        var bySecret = tenant.Run("Find-DtToken -Token $args[0]", Tenant.Secure(token)).FailWith("TokenNotFound");

        Assert.Equal(kind, test.Properties["Kind"].Value.ToString());
        Assert.Equal(Tenant.PublicPart(token), test.Properties["Id"].Value);
        Assert.Null(test.Properties["Works"].Value);
        Assert.All(
            [test.Properties["Advice"].Value.ToString(), record.ToString(), byId.ToString(), bySecret.ToString()],
            text => Assert.Contains(advice, text, StringComparison.Ordinal));
        Assert.DoesNotContain(tenant.Server.Log.Requests, request => request.Method == "GET" && request.CallerId is null);
    }

    [Fact]
    public async Task What_the_environment_tells_of_a_token_comes_with_its_kind()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var personal = tenant.Server.Tenant.Seed(
            new SeedToken { Name = "mine", PersonalAccessToken = true, Scopes = ["metrics.read"] });
        var old = tenant.Server.Tenant.Seed(new SeedToken { Name = "old", OldFormat = true, Scopes = ["metrics.read"] });

        var tests = tenant.Run(
            "$args[0], $sample, $args[1], $args[2] | Test-DtToken -Detailed",
            Tenant.Secure(personal.Token),
            Tenant.Secure(old.Token),
            Tenant.Secure(Tokens.Make())).Succeed().Output;

        Assert.Equal(
            ["Classic True True", "Classic True False", "OldFormat True False", "Classic False False"], tests.Select(test =>
            $"{test.Properties["Kind"].Value} {test.Properties["Works"].Value} {test.Properties["PersonalAccessToken"].Value}"));
        Assert.Equal(
            [personal.Id, Tenant.PublicPart(tenant.Server.SampleToken), old.Id],
            tests.Take(3).Select(test => test.Properties["Id"].Value));
        Assert.All(tests, test => Assert.NotEqual(string.Empty, test.Properties["Advice"].Value));
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

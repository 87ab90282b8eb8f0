using TokenRotation.Module.Tests.Support;
using static TokenRotation.Module.Tests.Cmdlets.PlatformTokens;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>What shows that the new token of a rotation works: an environment, or the account's list alone.</summary>
public sealed class ProbedRotationTests
{
    private const string Rotate = """
        $vault = @{ 'dt-token' = $secret }
        Invoke-DtTokenRotation -Id $old -Environment $uuid -Confirm:$false -SecretName dt-token -Store {
            param($Name, $Token, $TokenId) $vault[$Name] = $Token
        } -Retrieve { param($Name) $vault[$Name] } -Discard { param($Name) $vault.Remove($Name) }
        """;

    [Theory]
    [InlineData("")]
    [InlineData("-RequireProbe")]
    public async Task The_environment_that_the_resource_names_proves_it(string probe)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        Seed(tenant, tenant.Server.Account.EnvironmentUrn);

        Assert.Equal("Probe", tenant.Run($"{Rotate} {probe}").Succeed().All("ProvedBy").Single()!.ToString());
    }

    [Fact]
    public async Task A_token_of_the_whole_account_is_proved_by_an_environment_that_is_connected()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        Seed(tenant, tenant.Server.Account.Urn);

        Assert.Equal("Probe", tenant.Run($"{Rotate} -RequireProbe").Succeed().All("ProvedBy").Single()!.ToString());
    }

    [Fact]
    public async Task Without_one_the_list_is_all_there_is_and_RequireProbe_takes_the_new_token_back()
    {
        await using var tenant = await AccountTenant.StartAsync();
        tenant.Run($"$null = {AccountTenant.Connect}").Succeed();
        var old = Seed(tenant, tenant.Server.Account.Urn);

        var error = tenant.Run($"{Rotate} -RequireProbe").Errors.Single();

        Assert.Contains("-RequireProbe", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(old.ExpirationDate, tenant.Platform(old.Id)!.ExpirationDate);
        Assert.All(
            tenant.Server.Account.PlatformTokens.Where(token => token.Owner == Person && token.Id != old.Id),
            token => Assert.True(token.ExpirationDate <= tenant.Server.Clock.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public async Task Without_one_the_list_is_enough_where_nothing_else_is_asked_for()
    {
        await using var tenant = await AccountTenant.StartAsync();
        tenant.Run($"$null = {AccountTenant.Connect}").Succeed();
        Seed(tenant, tenant.Server.Account.Urn);

        Assert.Equal("List", tenant.Run(Rotate).Succeed().All("ProvedBy").Single()!.ToString());
    }

    [Fact]
    public async Task An_environment_of_another_account_that_does_not_know_the_secret_proves_nothing()
    {
        await using var tenant = await AccountTenant.StartAsync();
        await using var stranger = await AccountTenant.StartAsync();
        tenant.Session.Set("otherUrl", stranger.Url);
        tenant.Session.Set("otherAdmin", Tenant.Secure(stranger.Server.AdminToken));
        tenant.Run($"$null = Connect-DtEnvironment $otherUrl -ApiToken $otherAdmin; $null = {AccountTenant.Connect}").Succeed();
        Seed(tenant, tenant.Server.Account.Urn);

        Assert.Equal("List", tenant.Run(Rotate).Succeed().All("ProvedBy").Single()!.ToString());
    }

    [Fact]
    public async Task What_the_pipeline_gets_says_so_as_well_and_a_classic_token_says_nothing()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        Seed(tenant, tenant.Server.Account.EnvironmentUrn);

        var platform = tenant.Run("Invoke-DtTokenRotation $old -Environment $uuid -WarningAction Ignore").Succeed();
        var classic = tenant.Run("Invoke-DtTokenRotation $sampleId -Environment $url -WarningAction Ignore").Succeed();

        Assert.Equal("Probe", platform.All("ProvedBy").Single()!.ToString());
        Assert.Null(classic.All("ProvedBy").Single());
    }
}

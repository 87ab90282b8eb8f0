using TokenRotation.Module.Tests.Support;
using static TokenRotation.Module.Tests.Cmdlets.PlatformTokens;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>The commands of rotations at an account.</summary>
public sealed class PlatformRotationTests
{
    // A store of the session's own.
    private const string Store = """
        $vault = @{}
        $store = @{
            Store = { param($Name, $Token, $TokenId) $vault[$Name] = $Token }
            Retrieve = { param($Name) $vault[$Name] }
            Discard = { param($Name) $vault.Remove($Name) }
            SecretName = 'dt-token'
        }
        $vault['dt-token'] = $secret
        """;

    [Fact]
    public async Task A_platform_token_is_rotated_with_a_store_and_the_old_one_gets_an_end()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run(Store).Succeed();

        var run = tenant.Run("Invoke-DtTokenRotation -Id $old @store -Environment $urn -Confirm:$false").Succeed();

        Assert.Equal("Superseded", run.All("State").Single()!.ToString());
        var fresh = Fresh(tenant, old);
        Assert.Equal(fresh.Id, run.All("SuccessorId").Single());
        Assert.Equal(fresh.Token, tenant.Run("$vault['dt-token'] | ForEach-Object {"
            + " if ($_ -is [securestring]) { [System.Net.NetworkCredential]::new('', $_).Password } else { $_ } }").Succeed()
            .Output.Single().BaseObject);
        Assert.True(tenant.Platform(old.Id)!.ExpirationDate < old.ExpirationDate);
    }

    [Fact]
    public async Task A_platform_token_that_is_found_goes_through_the_pipeline()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);

        var run = tenant.Run("Find-DtToken -Name ingest | Invoke-DtTokenRotation -Confirm:$false").Succeed();

        var fresh = Fresh(tenant, old);
        Assert.Contains(fresh.Id, run.All("Id"));
        Assert.Equal(old.ExpirationDate, tenant.Platform(old.Id)!.ExpirationDate);
    }

    [Fact]
    public async Task What_if_says_what_would_be_done_and_makes_nothing()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        Seed(tenant);
        tenant.Run(Store).Succeed();
        tenant.Server.Log.Clear();

        var screen = tenant.Run("Invoke-DtTokenRotation -Id $old @store -Environment $urn -WhatIf -Overlap 2d").Succeed().Screen;

        Assert.Contains("with the same parameters and a short lease", screen, StringComparison.Ordinal);
        Assert.Contains("the old token ends in 2 d at the earliest", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("API token", screen, StringComparison.Ordinal);
        Assert.All(
            tenant.Server.Log.Requests.Where(request => request.Path.Contains("platform-tokens", StringComparison.Ordinal)),
            request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_leaked_platform_token_is_inactive_at_once_and_its_successor_in_the_store()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run(Store).Succeed();

        tenant.Run("Invoke-DtTokenRotation -Id $old @store -Environment $urn -Compromised -Confirm:$false").Succeed();

        Assert.False(tenant.Platform(old.Id)!.Active);
        Assert.True(Fresh(tenant, old).Active);
    }

    [Fact]
    public async Task A_word_that_the_secret_has_arrived_ends_the_old_token()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);

        tenant.Run("Find-DtToken -Name ingest | Invoke-DtTokenRotation -Confirm:$false |"
            + " Complete-DtTokenRotation -Confirm:$false").Succeed();

        Assert.False(tenant.Platform(old.Id)!.Active);
        Assert.True(Fresh(tenant, old).Active);
    }

    [Fact]
    public async Task A_rotation_is_shown_and_gone_on_with_until_the_old_token_is_deleted()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run(Store).Succeed();
        tenant.Run("$null = Invoke-DtTokenRotation -Id $old @store -Environment $urn -Confirm:$false").Succeed();

        var shown = tenant.Run("Get-DtTokenRotation -Environment $urn").Succeed();
        Assert.Equal(old.Id, shown.All("Id").Single());
        Assert.Equal("Superseded", shown.All("State").Single()!.ToString());
        Assert.Equal(old.Id, tenant.Run("Get-DtTokenRotation -Name ingest -Environment $urn").Succeed().All("Id").Single());

        tenant.Server.Clock.Advance(TimeSpan.FromDays(9));
        tenant.Run("$null = Resume-DtTokenRotation @store -Environment $urn -Confirm:$false").Succeed();

        Assert.Null(tenant.Platform(old.Id));
        Assert.Empty(tenant.Run("Get-DtTokenRotation -Environment $urn").Succeed().Output);
        Assert.NotNull(Fresh(tenant, old));
    }

    [Fact]
    public async Task All_old_tokens_of_a_line_whose_time_is_over_go_in_one_run()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run(Store).Succeed();
        for (var rotations = 0; rotations < 3; rotations++)
        {
            tenant.Run("$last = Invoke-DtTokenRotation -Id $(if ($last) { $last.SuccessorId } else { $old }) @store"
                + " -Environment $urn -Overlap 1h -GracePeriod 20d -Confirm:$false").Succeed();
            tenant.Server.Clock.Advance(TimeSpan.FromDays(2));
        }

        Assert.Equal(4, tenant.Server.Account.PlatformTokens.Count(token => token.Owner == Person));
        tenant.Server.Clock.Advance(TimeSpan.FromDays(21));
        var run = tenant.Run("Resume-DtTokenRotation @store -Environment $urn -Confirm:$false").Succeed();

        Assert.Equal(["Removed", "Removed", "Removed"], run.All("State").Select(state => state!.ToString()));
        Assert.True(Fresh(tenant, old).Active);
    }

    [Fact]
    public async Task Whether_a_rotation_would_work_is_told_before_it_begins()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        Seed(tenant);
        tenant.Run(Store).Succeed();
        tenant.Server.Log.Clear();

        var good = tenant.Run("Test-DtTokenRotation -Id $old @store -Environment $urn").Succeed();
        var other = tenant.Run("$vault['dt-token'] = $platform; Test-DtTokenRotation -Id $old @store -Environment $urn")
            .Succeed();

        Assert.All(good.All("Passed"), passed => Assert.True((bool)passed!));
        Assert.Contains("Rotation", good.All("Check"));
        Assert.Contains(false, other.All("Passed"));
        Assert.DoesNotContain(
            tenant.Server.Log.Requests,
            request => request.Method != "GET" && request.Path.Contains("platform-tokens", StringComparison.Ordinal));
    }
}

using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Set-, Revoke-, Restore- and Remove-DtToken at an account.</summary>
public sealed class ChangePlatformTokenTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Is_revoked_restored_and_deleted_when_its_grace_is_over()
    {
        var clock = new VirtualClock(Start);
        await using var tenant = await AccountTenant.ConnectAsync(clock: clock);
        var id = Tenant.PublicPart(tenant.Server.SamplePlatformToken);

        var revoked = tenant.Run("Find-DtToken $platformId | Revoke-DtToken -PassThru").Succeed();
        Assert.False(tenant.Platform(id)!.Active);
        Assert.Equal("Workflow runner", tenant.Platform(id)!.Name);
        Assert.Equal("Revoked", revoked.One.Properties["State"].Value);
        Assert.Contains("five minutes", Assert.Single(revoked.Warnings), StringComparison.Ordinal);
        tenant.Run("Restore-DtToken $platformId").Succeed();
        Assert.True(tenant.Platform(id)!.Active);
        tenant.Run("Remove-DtToken $platformId -Confirm:$false").FailWith("TokenIsEnabled");

        tenant.Run("Revoke-DtToken -Name 'Workflow runner' -WarningAction Ignore").Succeed();
        clock.Advance(TimeSpan.FromDays(6));
        Assert.Empty(tenant.Run("Find-DtToken -RevokedFor 7d").Succeed().Output);
        tenant.Run("Remove-DtToken $platformId -Confirm:$false").FailWith("GracePeriodNotOver");
        clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        tenant.Run("Find-DtToken -RevokedFor 7d | Remove-DtToken -Confirm:$false").Succeed();

        Assert.Null(tenant.Platform(id));
    }

    [Fact]
    public async Task An_expired_one_is_deleted_a_week_after_it_has_expired()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        SeedPlatformToken Ended(int days) => new()
        {
            Name = $"ended {days}",
            Owner = "maker@example.com",
            Scopes = ["storage:logs:read"],
            ExpirationDate = Start.AddDays(-days),
        };
        var (late, early) = (tenant.Add(Ended(6)), tenant.Add(Ended(8)));

        tenant.Run("Remove-DtToken $args[0] -Confirm:$false", late.Id).FailWith("GracePeriodNotOver");
        tenant.Run("Remove-DtToken $args[0] -Confirm:$false", early.Id).Succeed();
        tenant.Run("Remove-DtToken $args[0] -Force -WhatIf", late.Id).Succeed();

        Assert.NotNull(tenant.Platform(late.Id));
        Assert.Null(tenant.Platform(early.Id));
    }

    [Fact]
    public async Task Its_expiry_is_moved_and_nothing_else()
    {
        await using var tenant = await AccountTenant.ConnectAsync(clock: new VirtualClock(Start));
        var id = Tenant.PublicPart(tenant.Server.SamplePlatformToken);

        var moved = tenant.Run("Set-DtToken $platformId -ExpirationDate '2027-01-01T00:00:00Z' -PassThru").Succeed();

        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), tenant.Platform(id)!.ExpirationDate);
        Assert.Equal(tenant.Platform(id)!.ExpirationDate, moved.One.Properties["ExpirationDate"].Value);
        tenant.Run("Set-DtToken $platformId -NewName other").FailWith("NotChangeable");
        tenant.Run("Set-DtToken $platformId -Scope storage:logs:read -ExpirationDate '2027-02-01'").FailWith("NotChangeable");
        tenant.Run("Set-DtToken $platformId -ExpirationDate '2020-01-01T00:00:00Z'").FailWith("RequestRefused");
        tenant.Run("Set-DtToken -Id $sampleId -Environment $url -ExpirationDate '2027-01-01'").FailWith("NotChangeable");
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), tenant.Platform(id)!.ExpirationDate);
    }

    [Fact]
    public async Task One_pipeline_revokes_both_kinds_each_where_it_is()
    {
        await using var tenant = await AccountTenant.ConnectAsync();

        tenant.Run("Find-DtToken -Environment $url, $uuid -ExpiringWithin 31d | Revoke-DtToken -WarningAction Ignore").Succeed();

        Assert.False(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Enabled);
        Assert.False(tenant.Platform(Tenant.PublicPart(tenant.Server.SamplePlatformToken))!.Active);
    }
}

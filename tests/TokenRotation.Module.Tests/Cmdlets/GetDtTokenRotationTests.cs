using System.Management.Automation;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Get-DtTokenRotation shows where rotations stand, and changes nothing.</summary>
public sealed class GetDtTokenRotationTests
{
    [Fact]
    public async Task Without_a_token_only_rotations_that_are_under_way_are_shown()
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Empty(tenant.Run("Get-DtTokenRotation").Succeed().Output);
        tenant.Run("Invoke-DtTokenRotation $sampleId -Overlap 1d -WarningAction Ignore").Succeed();

        Assert.Equal(
            Tenant.PublicPart(tenant.Server.SampleToken), tenant.Run("Get-DtTokenRotation").Succeed().One.Properties["Id"].Value);
    }

    [Fact]
    public async Task A_named_token_is_shown_though_nothing_has_begun()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var due = tenant.Run("Get-DtTokenRotation $sampleId").Succeed().One;
        var early = tenant.Run("Get-DtTokenRotation $sampleId -ExpiringWithin 1d").Succeed().One;

        Assert.Equal(("Due", "Create"), (Text(due, "State"), Text(due, "NextStep")));
        Assert.Equal(("NotDue", "None"), (Text(early, "State"), Text(early, "NextStep")));
        Assert.IsType<DateTimeOffset>(early.Properties["NotBefore"].Value);
    }

    [Theory]
    [InlineData("$old.Id")]
    [InlineData("$new.Id")]
    [InlineData("$old.Id, $new.Id")]
    public async Task Old_and_new_token_are_one_rotation(string ids)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("$old = Find-DtToken $sampleId; $new = $old | Invoke-DtTokenRotation -Overlap 1d; $null = $new | "
            + "Complete-DtTokenRotation -WarningAction Ignore").Succeed();

        var shown = tenant.Run($"Get-DtTokenRotation {ids}").Succeed().One;

        Assert.Equal(Tenant.PublicPart(tenant.Server.SampleToken), shown.Properties["Id"].Value);
        Assert.Equal(tenant.Run("$new.Id").One.BaseObject, shown.Properties["SuccessorId"].Value);
        Assert.Equal("RW config token", shown.Properties["Name"].Value);
    }

    [Fact]
    public async Task A_revoked_token_says_when_it_goes_and_then_that_it_may()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate().Succeed();

        var waiting = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));
        var over = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;

        Assert.Equal(("Revoked", "None"), (Text(waiting, "State"), Text(waiting, "NextStep")));
        Assert.Equal(
            vault.Tenant.Server.Clock.GetUtcNow().UtcDateTime,
            ((DateTimeOffset)waiting.Properties["NotBefore"].Value).UtcDateTime,
            TimeSpan.FromHours(1));
        Assert.Equal(("Revoked", "Delete"), (Text(over, "State"), Text(over, "NextStep")));
    }

    [Fact]
    public async Task Nothing_is_changed_by_looking()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        vault.Tenant.Server.Log.Clear();
        var entries = vault.Entries().ToList();

        vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw; Get-DtTokenRotation $sampleId -Vault Ops -SecretName "
            + "dt-rw").Succeed();

        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal(entries, vault.Entries());
    }

    [Fact]
    public async Task What_it_shows_is_what_the_next_run_does()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        var waiting = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;
        Assert.Equal("None", Text(waiting, "NextStep"));
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(1.01));

        var next = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;
        vault.Tenant.Run("Resume-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed();

        Assert.Equal("Revoke", Text(next, "NextStep"));
        Assert.False(vault.Sample!.Enabled);
    }

    [Fact]
    public async Task With_a_store_it_says_what_the_entry_holds_and_which_command_goes_on()
    {
        await using var vault = await VaultTenant.StartAsync();
        var old = vault.Sample!.Id;

        var due = vault.Tenant.Run("Get-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw").Succeed().One;
        vault.Rotate("-Overlap 1d").Succeed();
        var both = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(1.01));
        var ready = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;
        var without = vault.Tenant.Run("Get-DtTokenRotation").Succeed().One;

        Assert.Contains($"'dt-rw' holds the secret of the old token {old}.", Text(due, "StoreHolds"), StringComparison.Ordinal);
        Assert.Contains($"Invoke-DtTokenRotation -Id {old} ", Text(due, "Reason"), StringComparison.Ordinal);
        Assert.Contains(
            $"'dt-rw' holds the secret of the new token {vault.Current!.Id}.",
            Text(both, "StoreHolds"),
            StringComparison.Ordinal);
        Assert.All(
            new[] { both, ready },
            rotation => Assert.Contains(
                $"Resume-DtTokenRotation -Id {old} with the same store revokes the old",
                Text(rotation, "Reason"),
                StringComparison.Ordinal));
        Assert.Null(without.Properties["StoreHolds"].Value);
    }

    [Fact]
    public async Task A_secret_that_is_still_pending_is_named()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        var made = vault.Current!.Id;
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $sample -Vault Ops").Succeed();

        var shown = vault.Tenant.Run("Get-DtTokenRotation -Vault Ops -SecretName dt-rw").Succeed().One;

        Assert.EndsWith(
            $"holds the secret of the old token {vault.Sample!.Id}; that of {made} is left as pending.",
            Text(shown, "StoreHolds"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_does_not_exist_hides_no_other()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("('dt0c01.' + 'A' * 24), $sampleId | Get-DtTokenRotation");

        Assert.Equal("dt0c01." + new string('A', 24), run.FailWith("TokenNotFound").TargetObject);
        Assert.Equal("Due", Text(run.One, "State"));
    }

    [Fact]
    public async Task An_environment_that_cannot_be_read_is_an_error()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Server.Faults.Add(new FaultRule { Method = "GET", Effect = FaultEffect.Status, Status = 400 });

        var run = tenant.Run("Get-DtTokenRotation");

        run.FailWith("RequestRefused");
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task The_old_API_is_asked_as_well()
    {
        await using var tenant = await Tenant.ConnectAsync(v1: true);

        Assert.Equal("Due", Text(tenant.Run("Get-DtTokenRotation $sampleId").Succeed().One, "State"));
    }

    private static string Text(PSObject rotation, string property) => rotation.Properties[property].Value.ToString()!;
}

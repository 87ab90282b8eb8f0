using System.Management.Automation;
using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>Vaults that are called something else by now, and those that keep a token otherwise than it was given.</summary>
public sealed class OddStoresTests
{
    private const string Copy = """
        Register-SecretVault -Name Operations
        foreach ($info in Get-SecretInfo -Vault Ops) {
            Set-Secret -Name $info.Name -Secret (Get-Secret -Name $info.Name -Vault Ops) -Vault Operations
        }
        """;

    [Fact]
    public async Task A_vault_that_was_renamed_in_the_middle_of_a_rotation_is_known_by_what_it_holds()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        vault.Tenant.Run(Copy).Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(1.1));
        vault.Tenant.Run("Test-DtToken -Token $admin | Out-Null").Succeed();

        var run = vault.Tenant.Run("Resume-DtTokenRotation -Vault Operations -SecretName dt-rw -Confirm:$false").Succeed();

        Assert.Equal("Revoked", run.One.Properties["State"].Value.ToString());
        Assert.False(vault.Sample!.Enabled);
    }

    [Fact]
    public async Task A_vault_without_the_new_secret_is_not_taken_for_it()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        vault.Tenant.Run("Register-SecretVault -Name Operations").Succeed();
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret $sample -Vault Operations").Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(3));

        vault.Tenant.Run("Resume-DtTokenRotation -Vault Operations -SecretName dt-rw -Confirm:$false");

        Assert.True(vault.Sample!.Enabled);
    }

    [Fact]
    public async Task A_credential_in_a_vault_is_rotated_and_stays_a_credential()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Set-Secret -Name dt-rw -Secret ([pscredential]::new('svc', $sample)) -Vault Ops").Succeed();

        vault.Rotate().Succeed();

        var kept = Assert.IsType<PSCredential>(vault.Tenant.Run("Get-Secret -Name dt-rw -Vault Ops").One.BaseObject);
        Assert.Equal("svc", kept.UserName);
        Assert.True(vault.Tokens.FindBySecret(kept.GetNetworkCredential().Password)!.Enabled);
        Assert.False(vault.Sample!.Enabled);
        vault.Tenant.Run("Undo-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw").Succeed();
        var back = Assert.IsType<PSCredential>(vault.Tenant.Run("Get-Secret -Name dt-rw -Vault Ops").One.BaseObject);
        Assert.Equal(("svc", vault.Sample!.Token), (back.UserName, back.GetNetworkCredential().Password));
    }

    [Theory]
    [InlineData("`n")]
    [InlineData("`r`n")]
    [InlineData(" `t ")]
    public async Task White_space_around_a_stored_token_is_no_part_of_it(string around)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run($"Set-Secret -Name dt-rw -Secret \"{around}$([System.Net.NetworkCredential]::new('', $sample).Password)"
            + $"{around}\" -Vault Ops").Succeed();

        vault.Rotate().Succeed();

        Assert.True(vault.Current!.Enabled);
        Assert.False(vault.Sample!.Enabled);
    }

    [Fact]
    public async Task White_space_within_a_stored_token_is_named_and_nothing_is_begun()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("$cut = [System.Net.NetworkCredential]::new('', $sample).Password.Insert(40, \"`n\"); "
            + "Set-Secret -Name dt-rw -Secret $cut -Vault Ops").Succeed();

        var refused = vault.Rotate().FailWith("RotationNeedsAttention");

        Assert.Contains("is no token", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
    }
}

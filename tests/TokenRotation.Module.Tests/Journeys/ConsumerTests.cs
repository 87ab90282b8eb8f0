using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>Whoever reads a store later than it is written finds a secret that works, and can be told to read it.</summary>
public sealed class ConsumerTests
{
    private const string Resume = "$null = Find-DtToken; Resume-DtTokenRotation -Vault Ops -SecretName dt-rw -Confirm:$false";

    [Fact]
    public async Task The_old_token_works_for_a_day_where_nobody_says_otherwise()
    {
        await using var vault = await VaultTenant.StartAsync();

        vault.Tenant.Run("$null = Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw").Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(23));
        vault.Tenant.Run(Resume).Succeed();
        Assert.True(vault.Sample!.Enabled);

        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(2));
        vault.Tenant.Run(Resume).Succeed();
        Assert.False(vault.Sample!.Enabled);
        Assert.True(vault.Current!.Enabled);
    }

    [Fact]
    public async Task An_old_token_that_is_still_used_stays_and_the_rotation_says_from_where()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("$null = Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw").Succeed();

        foreach (var hours in new[] { 20, 20 })
        {
            vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(hours));
            vault.Tokens.Authenticate(vault.Tenant.Server.SampleToken, "10.9.8.7");
        }

        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(9));
        var run = vault.Tenant.Run(Resume).Succeed();
        Assert.True(vault.Sample!.Enabled);
        var warning = Assert.Single(run.Warnings, warning => warning.Contains("from 10.9.8.7", StringComparison.Ordinal));
        Assert.Contains("Complete-DtTokenRotation -Id ", warning, StringComparison.Ordinal);

        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(4));
        vault.Tenant.Run(Resume).Succeed();
        Assert.False(vault.Sample!.Enabled);
    }

    [Fact]
    public async Task The_consumer_is_told_once_the_entry_holds_the_new_secret()
    {
        await using var vault = await VaultTenant.StartAsync();

        var run = vault.Tenant.Run(
            "$global:seen = @(); $null = Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw -Overlap 0d -After { "
                + "param($Rotation) "
            + "$global:seen += \"$($Rotation.Id) $((Find-DtToken -Token (Get-Secret -Name dt-rw -Vault Ops)).Id -eq "
                + "$Rotation.SuccessorId) $(Test-DtToken $sample)\" }; $seen").Succeed();

        Assert.Equal($"{vault.Sample!.Id} True True", run.One.BaseObject);
        Assert.False(vault.Sample.Enabled);
    }

    [Theory]
    [InlineData("throw 'The service does not restart.'")]
    [InlineData("Write-Error 'The service does not restart.'")]
    public async Task A_consumer_that_cannot_be_told_keeps_both_tokens_and_is_told_again(string script)
    {
        await using var vault = await VaultTenant.StartAsync();

        var error = vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw -Overlap 0d -After "
            + $"{{ {script} }}").FailWith("AfterFailed");

        Assert.Contains("The service does not restart", error.ToString(), StringComparison.Ordinal);
        Assert.True(vault.Sample!.Enabled);
        Assert.True(vault.Current!.Enabled);
        vault.Tenant.Run("Resume-DtTokenRotation -Vault Ops -SecretName dt-rw -Confirm:$false -After "
            + $"{{ {script} }}").FailWith("AfterFailed");
        Assert.True(vault.Sample!.Enabled);

        var told = vault.Tenant.Run("$global:told = 0; $null = Resume-DtTokenRotation -Vault Ops -SecretName dt-rw "
            + "-Confirm:$false -After { $global:told++ }; $told").Succeed();
        Assert.Equal(1, told.One.BaseObject);
        Assert.False(vault.Sample!.Enabled);
    }

    [Theory]
    [InlineData("Invoke-DtTokenRotation $sampleId -After { }")]
    [InlineData("Invoke-DtTokenRotation $sampleId -Store { } -After { }")]
    [InlineData("Resume-DtTokenRotation -After { }")]
    public async Task Nobody_is_told_of_a_store_that_there_is_not(string script)
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run(script).FailWith("ParameterMissing");

        Assert.Empty(tenant.Changes);
    }
}

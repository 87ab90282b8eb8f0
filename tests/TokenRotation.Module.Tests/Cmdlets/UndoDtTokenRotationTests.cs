using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class UndoDtTokenRotationTests
{
    private const string Store = "-Vault Ops -SecretName dt-rw";

    [Theory]
    [InlineData("")]
    [InlineData("-WhatIf")]
    public async Task Without_the_store_that_holds_the_new_secret_it_is_refused_and_says_what_to_do(string whatIf)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        var (old, current) = (vault.Sample!, vault.Current!);
        vault.Tenant.Server.Log.Clear();

        var run = vault.Tenant.Run($"Undo-DtTokenRotation $sampleId {whatIf}");

        var error = run.FailWith("RotationRefused");
        Assert.Equal(old.Id, error.TargetObject);
        Assert.Contains($"Undo-DtTokenRotation -Id {old.Id}", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-SecretName", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Revoke-DtToken -Id {current.Id}", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task A_preview_names_both_tokens_and_the_entry()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();
        vault.Tenant.Server.Log.Clear();

        var screen = vault.Tenant.Run($"Undo-DtTokenRotation $sampleId {Store} -WhatIf").Succeed().Screen;

        Assert.Contains(vault.Sample!.Id, screen, StringComparison.Ordinal);
        Assert.Contains(
            $"put its secret back into 'dt-rw', and revoke its successor {vault.Current!.Id}", screen, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task With_that_store_it_goes_back()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Rotate("-Overlap 1d").Succeed();

        vault.Tenant.Run($"Undo-DtTokenRotation $sampleId {Store}").Succeed();

        Assert.Equal((vault.Sample!.Id, true), (vault.Current!.Id, vault.Current.Enabled));
    }

    [Theory]
    [InlineData("Undo-DtTokenRotation $id", false)]
    [InlineData("Undo-DtTokenRotation $id", true)]
    [InlineData("$new | Complete-DtTokenRotation -Confirm:$false | Out-Null; Undo-DtTokenRotation $id", false)]
    [InlineData("$new | Complete-DtTokenRotation -Confirm:$false | Out-Null; Undo-DtTokenRotation $id", true)]
    public async Task The_token_that_authenticates_comes_back_in_the_session_that_rotated_it(string undo, bool v1)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        var manager = v1 ? tenant.Server.V1AdminToken : tenant.Server.AdminToken;
        var before = tenant.Server.Tenant.FindBySecret(manager)!.Name;
        tenant.Session.Set("id", Tenant.PublicPart(manager));
        var newId = (string)tenant.Run(
            "$new = Invoke-DtTokenRotation $id -WarningAction Ignore; $new.Id").Succeed().One.BaseObject;

        var run = tenant.Run(undo).Succeed();

        Assert.Empty(run.Warnings);
        var back = tenant.Server.Tenant.FindBySecret(manager)!;
        Assert.Equal((before, true), (back.Name, back.Enabled));
        Assert.False(tenant.Now(newId)!.Enabled);
        Assert.NotEmpty(tenant.Run("Find-DtToken").Succeed().Output);
    }

    [Fact]
    public async Task The_token_that_authenticates_is_named_with_what_to_do_where_its_old_secret_is_not_at_hand()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("id", Tenant.PublicPart(tenant.Server.AdminToken));
        var newId = (string)tenant.Run(
            "$new = Invoke-DtTokenRotation $id -WarningAction Ignore; $new.Id; Disconnect-DtEnvironment; "
            + "Connect-DtEnvironment $url -ApiToken $new.Token | Out-Null").Succeed().One.BaseObject;

        var run = tenant.Run("Undo-DtTokenRotation $id").Succeed();

        var warning = Assert.Single(run.Warnings);
        Assert.Contains("Connect-DtEnvironment", warning, StringComparison.Ordinal);
        Assert.Contains($"Revoke-DtToken -Id {newId}", warning, StringComparison.Ordinal);
        Assert.True(tenant.Now(newId)!.Enabled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_that_authenticates_comes_back_from_a_store_and_the_session_goes_on(bool v1)
    {
        await using var vault = await VaultTenant.StartAsync(v1);
        var tenant = vault.Tenant;
        var manager = v1 ? tenant.Server.V1AdminToken : tenant.Server.AdminToken;
        var before = tenant.Server.Tenant.FindBySecret(manager)!.Name;
        tenant.Session.Set("id", Tenant.PublicPart(manager));
        tenant.Run($"Set-Secret -Name manager -Secret ${(v1 ? "v1Admin" : "admin")} -Vault Ops; "
            + "Invoke-DtTokenRotation $id -Vault Ops -SecretName manager -Overlap 0d | Out-Null").Succeed();

        var run = tenant.Run("Undo-DtTokenRotation $id -Vault Ops -SecretName manager").Succeed();

        Assert.Empty(run.Warnings);
        Assert.Equal(manager, vault.Secret("manager"));
        var back = tenant.Server.Tenant.FindBySecret(manager)!;
        Assert.Equal((before, true), (back.Name, back.Enabled));
        Assert.Single(tenant.Server.Tenant.Tokens, token => token.Enabled && token.Name == before);
        Assert.NotEmpty(tenant.Run("Find-DtToken").Succeed().Output);
    }
}

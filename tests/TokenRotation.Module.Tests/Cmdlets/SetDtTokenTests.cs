using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class SetDtTokenTests
{
    private const string WithStore =
        "-SecretName rw -Store { param($Name, $Token) $global:entries[$Name] = $Token } -Retrieve { param($Name) "
            + "$global:entries[$Name] } -Discard { param($Name) $global:entries.Remove($Name) }";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_gets_another_name_and_other_scopes(bool v1)
    {
        await using var tenant = await Tenant.ConnectAsync(v1: v1);
        var token = tenant.Add("before", "metrics.read");

        var run = tenant.Run(
            "Set-DtToken $args[0] -NewName after -Scope logs.read, metrics.ingest -PassThru", token.Id).Succeed();

        Assert.Equal("after", tenant.Now(token)!.Name);
        Assert.Equal(["logs.read", "metrics.ingest"], tenant.Now(token)!.Scopes);
        Assert.Equal("after", run.One.Properties["Name"].Value);
        Assert.Single(tenant.Changes);
    }

    [Fact]
    public async Task What_is_not_named_stays_and_what_is_so_already_is_not_sent()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add("before", "metrics.read");

        tenant.Run("Set-DtToken $args[0] -NewName after", token.Id).Succeed();
        tenant.Run("Set-DtToken $args[0] -NewName after -Scope metrics.read", token.Id).Succeed();

        Assert.Equal(["metrics.read"], tenant.Now(token)!.Scopes);
        Assert.Single(tenant.Changes);
        Assert.Empty(tenant.Run("Set-DtToken $args[0] -NewName third -WhatIf", token.Id).Succeed().Output);
        Assert.Single(tenant.Changes);
    }

    [Theory]
    [InlineData("", "ParameterMissing")]
    [InlineData("-NewName 'x [dtr revoked 20260101T000000Z]'", "StampAsName")]
    [InlineData("-NewName $plain", "SecretAsName")]
    [InlineData("-Scope 'Read configuration'", "UnknownScope")]
    public async Task What_makes_no_sense_is_refused_before_anything_is_sent(string parameters, string error)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Set("plain", tenant.Server.SampleToken);
        tenant.Server.Log.Clear();

        tenant.Run($"Set-DtToken $sampleId {parameters}").FailWith(error);

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task The_token_that_authenticates_keeps_the_right_to_manage_tokens()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Find-DtToken -Token $admin | Set-DtToken -Scope metrics.read").FailWith("OwnToken");
        tenant.Run("Find-DtToken -Token $admin | Set-DtToken -NewName manager").Succeed();

        Assert.Equal("manager", tenant.Server.Tenant.FindBySecret(tenant.Server.AdminToken)!.Name);
    }

    [Fact]
    public async Task A_revoked_token_keeps_the_time_of_its_revocation()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add("before");
        tenant.Run("Revoke-DtToken $args[0]; Set-DtToken $args[0] -NewName after", token.Id).Succeed();

        Assert.StartsWith("after [dtr revoked ", tenant.Now(token)!.Name, StringComparison.Ordinal);

        var error = tenant.Run("Set-DtToken $args[0] -NewName ('x' * 90)", token.Id).FailWith("NameTooLong");
        Assert.Contains("characters", error.ToString(), StringComparison.Ordinal);

        tenant.Run("Restore-DtToken $args[0]", token.Id).Succeed();
        Assert.Equal("after", tenant.Now(token)!.Name);
    }

    [Fact]
    public async Task In_the_middle_of_a_rotation_both_tokens_take_new_names_and_it_goes_on()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var oldId = (string)tenant.Run("$global:entries = @{ rw = $sample }; $sampleId").Succeed().One.BaseObject;
        tenant.Run($"Invoke-DtTokenRotation $sampleId {WithStore} -Overlap 1d -Confirm:$false").Succeed();
        var made = tenant.Server.Tenant.Tokens.Single(
            token => token.Id != oldId && token.Name.StartsWith("RW config token", StringComparison.Ordinal));

        tenant.Run("Set-DtToken $args[0] -NewName 'old name'; Set-DtToken $args[1] -NewName 'new "
            + "name'", oldId, made.Id).Succeed();
        Assert.StartsWith("old name [dtr superseded ", tenant.Now(oldId)!.Name, StringComparison.Ordinal);

        tenant.Server.Clock.Advance(TimeSpan.FromDays(2));
        tenant.Run($"Resume-DtTokenRotation {WithStore} -Confirm:$false").Succeed();

        Assert.False(tenant.Now(oldId)!.Enabled);
        Assert.StartsWith("old name [dtr revoked ", tenant.Now(oldId)!.Name, StringComparison.Ordinal);
        Assert.Equal(("new name", true), (tenant.Now(made.Id)!.Name, tenant.Now(made.Id)!.Enabled));
    }
}

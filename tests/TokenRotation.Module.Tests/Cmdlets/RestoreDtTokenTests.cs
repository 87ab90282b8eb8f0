using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class RestoreDtTokenTests
{
    [Fact]
    public async Task A_restored_token_works_again_under_its_old_name()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Revoke-DtToken $sampleId; Test-DtToken $sample; Restore-DtToken $sampleId; Test-DtToken $sample").Succeed();

        Assert.Equal([false, true], run.Output.Select(works => (bool)works.BaseObject));
        Assert.Equal("RW config token", tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Name);
    }

    [Fact]
    public async Task A_name_that_was_cut_is_recovered_from_the_successor()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add("beginning " + new string('x', 85));

        tenant.Run("Invoke-DtTokenRotation $args[0] | Out-Null", token.Id).Succeed();
        Assert.NotEqual(token.Name, tenant.Now(token)!.Name[..token.Name.Length]);
        tenant.Run("Restore-DtToken $args[0]", token.Id).Succeed();

        Assert.Equal(token.Name, tenant.Now(token)!.Name);
        Assert.True(tenant.Now(token)!.Enabled);
    }

    [Fact]
    public async Task An_enabled_token_is_not_touched()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Restore-DtToken $sampleId -PassThru").Succeed();

        Assert.Single(run.Output);
        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task What_if_changes_nothing()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Server.Log.Clear();

        var run = tenant.Run("Restore-DtToken $sampleId -WhatIf").Succeed();

        Assert.Contains("What if", run.Screen, StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("No", false)]
    public async Task Confirm_asks_with_name_and_id(string answer, bool restored)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Session.Screen.Answers.Enqueue(answer);

        tenant.Run("Restore-DtToken $sampleId -Confirm").Succeed();

        Assert.Contains(Tenant.PublicPart(tenant.Server.SampleToken), Assert.Single(tenant.Session.Screen.Prompts), StringComparison.Ordinal);
        Assert.Equal(restored, tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Enabled);
    }
}

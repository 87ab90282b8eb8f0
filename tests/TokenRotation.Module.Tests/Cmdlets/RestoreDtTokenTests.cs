using System.Text.RegularExpressions;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class RestoreDtTokenTests
{
    [Fact]
    public async Task A_restored_token_works_again_under_its_old_name()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run(
            "Revoke-DtToken $sampleId; Test-DtToken $sample; Restore-DtToken $sampleId; Test-DtToken $sample").Succeed();

        Assert.Equal([false, true], run.Output.Select(works => (bool)works.BaseObject));
        Assert.Equal("RW config token", tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Name);
    }

    [Fact]
    public async Task A_name_that_was_cut_comes_back_whole_with_an_undo()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add("beginning " + new string('x', 85));

        tenant.Run("Invoke-DtTokenRotation $args[0] | Out-Null", token.Id).Succeed();
        Assert.NotEqual(token.Name, tenant.Now(token)!.Name[..token.Name.Length]);
        tenant.Run("$null = Undo-DtTokenRotation $args[0]", token.Id).Succeed();

        Assert.Equal(token.Name, tenant.Now(token)!.Name);
        Assert.True(tenant.Now(token)!.Enabled);
    }

    [Theory]
    [InlineData("Complete-DtTokenRotation", false)]
    [InlineData("Undo-DtTokenRotation", true)]
    public async Task The_old_token_of_a_rotation_works_again_and_no_run_ends_it_before_somebody_says_so(
        string command, bool works)
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        var old = Tenant.PublicPart(tenant.Server.SampleToken);
        var newId = (string)tenant.Run("Invoke-DtTokenRotation $sampleId | ForEach-Object { $id = $_.Id; $_ } | "
            + "Complete-DtTokenRotation | Out-Null; $id").Succeed().One.BaseObject;
        var mark = WithoutTime(tenant.Now(old)!.Name);

        tenant.Run("Restore-DtToken $sampleId").Succeed();
        Assert.Equal((true, mark), (tenant.Now(old)!.Enabled, tenant.Now(old)!.Name));

        tenant.Server.Clock.Advance(TimeSpan.FromDays(10));
        var run = tenant.Run("$null = Find-DtToken; Resume-DtTokenRotation -Confirm:$false").Succeed();
        Assert.Contains(run.Warnings, warning => warning.Contains($"{command} -Id {old}", StringComparison.Ordinal));
        Assert.True(tenant.Now(old)!.Enabled);
        Assert.True(tenant.Now(newId)!.Enabled);

        tenant.Run($"$null = {command} $sampleId").Succeed();
        Assert.Equal((works, !works), (tenant.Now(old)!.Enabled, tenant.Now(newId)!.Enabled));
    }

    [Fact]
    public async Task Who_disables_it_again_later_begins_a_new_grace_period()
    {
        await using var tenant = await Tenant.ConnectAsync(clock: VirtualClock.Running());
        var old = Tenant.PublicPart(tenant.Server.SampleToken);
        tenant.Run("Invoke-DtTokenRotation $sampleId | Complete-DtTokenRotation | Out-Null; Restore-DtToken $sampleId").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(30));
        var admin = tenant.Server.Tenant.FindBySecret(tenant.Server.AdminToken)!;
        tenant.Server.Tenant.Update(Generation.V2, admin, old, new TokenChange { Enabled = false });

        tenant.Run("Resume-DtTokenRotation -Confirm:$false").Succeed();
        Assert.DoesNotContain('?', tenant.Now(old)!.Name);

        tenant.Server.Clock.Advance(TimeSpan.FromDays(6));
        tenant.Run("Resume-DtTokenRotation -Confirm:$false").Succeed();
        Assert.NotNull(tenant.Now(old));

        tenant.Server.Clock.Advance(TimeSpan.FromDays(2));
        tenant.Run("Resume-DtTokenRotation -Confirm:$false").Succeed();
        Assert.Null(tenant.Now(old));
    }

    [Fact]
    public async Task No_name_stops_it()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(new SeedToken
        {
            Name = new string('x', 60) + " [dtr revoked 20260102T030405Z+7d by "
            + "dt0c01.NOBODY]",
            Enabled = false,
            Scopes = ["metrics.read"]
        });

        tenant.Run("Restore-DtToken $args[0]", token.Id).Succeed();

        Assert.Equal((true, WithoutTime(token.Name)), (tenant.Now(token)!.Enabled, tenant.Now(token)!.Name));
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

        Assert.Contains(
            Tenant.PublicPart(tenant.Server.SampleToken), Assert.Single(tenant.Session.Screen.Prompts), StringComparison.Ordinal);
        Assert.Equal(restored, tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Enabled);
    }

    // Since when it is revoked counts no longer once it is enabled.
    private static string WithoutTime(string name) => Regex.Replace(name, "revoked [0-9TZ]+", "revoked ?");
}

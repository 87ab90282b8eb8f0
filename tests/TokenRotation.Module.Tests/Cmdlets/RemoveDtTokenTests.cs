using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class RemoveDtTokenTests
{
    [Fact]
    public async Task A_token_revoked_a_week_ago_is_deleted()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));

        var run = tenant.Run("Remove-DtToken $sampleId -Confirm:$false").Succeed();

        Assert.Empty(run.Output);
        Assert.Null(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken)));
    }

    [Theory]
    [InlineData("", "TokenIsEnabled")]
    [InlineData("Revoke-DtToken $sampleId", "GracePeriodNotOver")]
    public async Task What_may_still_be_needed_is_refused_even_with_confirm_off(string before, string error)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run(before).Succeed();
        tenant.Server.Log.Clear();

        tenant.Run("Remove-DtToken $sampleId -Confirm:$false").FailWith(error);

        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task A_token_that_somebody_else_revoked_is_refused_at_any_age()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(new Sandbox.Tenant.SeedToken { Name = "long ago", Enabled = false });
        tenant.Server.Clock.Advance(TimeSpan.FromDays(400));

        tenant.Run("Remove-DtToken $args[0] -Confirm:$false", token.Id).FailWith("RevocationTimeUnknown");
    }

    [Fact]
    public async Task A_stamp_older_than_the_last_change_of_the_name_does_not_count()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var now = tenant.Server.Clock.GetUtcNow();
        var token = tenant.Server.Tenant.Seed(new Sandbox.Tenant.SeedToken
        {
            Name = $"forged [dtr revoked {now.AddDays(-30):yyyyMMdd}T000000Z]",
            Enabled = false,
            ModifiedDate = now.AddDays(-1),
        });

        tenant.Run("Remove-DtToken $args[0] -Confirm:$false", token.Id).FailWith("GracePeriodNotOver");
    }

    [Fact]
    public async Task The_grace_period_can_be_another()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromHours(13));

        tenant.Run("Remove-DtToken $sampleId -GracePeriod 12h -Confirm:$false").Succeed();

        Assert.Single(tenant.Changes, request => request.Method == "DELETE");
    }

    [Fact]
    public async Task Without_a_grace_period_a_revoked_token_is_deleted_at_once_whoever_revoked_it()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(new Sandbox.Tenant.SeedToken { Name = "long ago", Enabled = false });

        tenant.Run("Revoke-DtToken $sampleId; Remove-DtToken $sampleId, $args[0] -GracePeriod 0s "
            + "-Confirm:$false", token.Id).Succeed();

        Assert.Null(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken)));
        Assert.Null(tenant.Now(token.Id));
    }

    [Fact]
    public async Task Force_deletes_an_enabled_token()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Remove-DtToken $sampleId -Force -Confirm:$false").Succeed();

        Assert.Null(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken)));
    }

    [Fact]
    public async Task Force_does_not_override_what_if()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Remove-DtToken $sampleId -Force -WhatIf").Succeed();

        Assert.Contains("What if", run.Screen, StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("Yes", 1)]
    [InlineData("No", 0)]
    public async Task It_asks_without_being_told_to(string answer, int changes)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Screen.Answers.Enqueue(answer);

        tenant.Run("Remove-DtToken $sampleId -Force").Succeed();

        Assert.Contains("RW config token (dt0c01.", Assert.Single(tenant.Session.Screen.Prompts), StringComparison.Ordinal);
        Assert.Equal(changes, tenant.Changes.Count());
    }

    [Fact]
    public async Task A_token_that_is_restored_while_the_question_waits_is_not_deleted()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.01));
        var id = Tenant.PublicPart(tenant.Server.SampleToken);
        tenant.Session.Screen.Answers.Enqueue("Yes");
        tenant.Session.Screen.OnPrompt = () => tenant.Server.Tenant.Update(
            Sandbox.Tenant.Generation.V2,
            tenant.Server.Tenant.FindBySecret(tenant.Server.AdminToken)!,
            id,
            new Sandbox.Tenant.TokenChange { Enabled = true });

        tenant.Run("Remove-DtToken $sampleId").FailWith("TokenIsEnabled");

        Assert.True(tenant.Now(id)!.Enabled);
    }

    [Fact]
    public async Task A_token_that_is_gone_counts_as_deleted()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Remove-DtToken dt0c01.NOBODY -Confirm:$false").Succeed();

        Assert.Contains("dt0c01.NOBODY", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_that_authenticates_is_refused_even_with_force()
    {
        await using var tenant = await Tenant.ConnectAsync();

        tenant.Run("Find-DtToken -Token $admin | Remove-DtToken -Force -Confirm:$false").FailWith("OwnToken");

        Assert.Empty(tenant.Changes);
    }
}

using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class RevokeDtTokenTests
{
    [Fact]
    public async Task A_revoked_token_is_disabled_and_carries_the_servers_time_in_its_name()
    {
        await using var tenant = await Tenant.ConnectAsync(
            clock: new VirtualClock(new DateTimeOffset(2026, 12, 28, 23, 59, 59, TimeSpan.Zero)));
        tenant.Server.Clock.Advance(TimeSpan.FromDays(3));

        var run = tenant.Run("Find-DtToken -Token $sample | Revoke-DtToken -PassThru").Succeed();

        var now = tenant.Now((string)run.One.Properties["Id"].Value)!;
        Assert.False(now.Enabled);
        Assert.StartsWith("RW config token [dtr revoked 20261231T235959Z", now.Name, StringComparison.Ordinal);
        Assert.Equal(now.Name, run.One.Properties["Name"].Value);
        Assert.Single(tenant.Changes);
    }

    [Fact]
    public async Task Nothing_comes_out_without_pass_thru()
    {
        await using var tenant = await Tenant.ConnectAsync();

        Assert.Empty(tenant.Run("Revoke-DtToken $sampleId").Succeed().Output);
    }

    [Fact]
    public async Task A_name_without_room_for_the_time_is_left_and_said()
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Add(new string('x', 90));

        var run = tenant.Run("Revoke-DtToken $args[0]", token.Id).Succeed();

        Assert.False(tenant.Now(token)!.Enabled);
        Assert.Equal(token.Name, tenant.Now(token)!.Name);
        Assert.Contains(token.Id, Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_revoked_already_is_not_touched()
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Run("Revoke-DtToken $sampleId").Succeed();
        tenant.Server.Log.Clear();

        tenant.Run("Revoke-DtToken $sampleId").Succeed();

        Assert.Empty(tenant.Changes);
    }

    [Fact]
    public async Task The_token_that_authenticates_is_refused_before_anything_is_sent()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var error = tenant.Run("Find-DtToken -Token $admin | Revoke-DtToken").FailWith("OwnToken");

        Assert.Contains("Invoke-DtTokenRotation", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("shares a dashboard")]
    [InlineData("belongs to no person")]
    public async Task What_is_easily_overlooked_is_warned_of_and_done_all_the_same(string said)
    {
        await using var tenant = await Tenant.ConnectAsync();
        var token = tenant.Server.Tenant.Seed(said[0] == 's'
            ? new()
            {
                Name = "shared",
                Scopes = ["metrics.read"],
                AdditionalMetadata = new Dictionary<string, string> { ["dashboardId"] = "1" },
            }
            : new() { Name = "made", Scopes = ["metrics.read"], Owner = "SyntheticTokenProviderWorker" });

        Assert.Contains(
            said, Assert.Single(tenant.Run("Revoke-DtToken $args[0]", token.Id).Succeed().Warnings), StringComparison.Ordinal);
        Assert.Contains(
            said,
            Assert.Single(tenant.Run("Remove-DtToken $args[0] -GracePeriod 0d -Confirm:$false", token.Id).Succeed().Warnings),
            StringComparison.Ordinal);
        Assert.Null(tenant.Now(token));
    }

    [Fact]
    public async Task As_many_as_come_in_are_revoked_and_come_out()
    {
        await using var tenant = await Tenant.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            tenant.Add($"many {i}");
        }

        var run = tenant.Run("Find-DtToken -Name 'many *' | Revoke-DtToken -PassThru").Succeed();

        Assert.Equal(20, run.Output.Count);
        Assert.Equal(20, tenant.Server.Tenant.Tokens.Count(token => !token.Enabled));
    }

    [Fact]
    public async Task A_missing_token_is_one_error_and_the_others_are_revoked()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("'dt0c01.NOBODY', $sampleId | ForEach-Object { [pscustomobject]@{ Id = $_ } } | Revoke-DtToken");

        run.FailWith("TokenNotFound");
        Assert.Single(tenant.Changes);
    }

    [Fact]
    public async Task What_if_prints_the_token_and_changes_nothing()
    {
        await using var tenant = await Tenant.ConnectAsync();

        var run = tenant.Run("Revoke-DtToken $sampleId -WhatIf").Succeed();

        Assert.Contains("RW config token (dt0c01.", run.Screen, StringComparison.Ordinal);
        Assert.Contains(tenant.Url, run.Screen, StringComparison.Ordinal);
        Assert.Empty(tenant.Changes);
    }

    [Theory]
    [InlineData("Yes", 1)]
    [InlineData("No", 0)]
    public async Task Confirm_asks_with_name_and_id(string answer, int changes)
    {
        await using var tenant = await Tenant.ConnectAsync();
        tenant.Session.Screen.Answers.Enqueue(answer);

        tenant.Run("Revoke-DtToken $sampleId -Confirm").Succeed();

        Assert.Contains("RW config token (dt0c01.", Assert.Single(tenant.Session.Screen.Prompts), StringComparison.Ordinal);
        Assert.Equal(changes, tenant.Changes.Count());
    }
}

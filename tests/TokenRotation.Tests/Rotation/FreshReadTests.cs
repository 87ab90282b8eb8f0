using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>What a run read a while ago is read again directly before it revokes or deletes.</summary>
public sealed class FreshReadTests
{
    [Fact]
    public async Task A_token_that_was_restored_since_the_first_list_is_not_deleted()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate { Enabled = true, Name = Name }, default);

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Delete, facts));

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.True(after.Old!.Enabled);
    }

    [Fact]
    public async Task A_token_that_was_revoked_anew_since_the_first_list_waits_for_its_grace_period_again()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var anew = NameStamp.Revoked(sandbox.Api.ServerTime, facts.Heirs[0].Id).ApplyTo(Name);
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate { Name = anew }, default);

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Delete, facts));

        Assert.Equal(anew, sandbox.Server.Tenant.Find(old.Id)!.Name);
        Assert.Equal(RotationStep.None, RotationPlanner.Plan(after).Step);
    }

    [Fact]
    public async Task The_way_back_is_not_deleted_when_the_new_token_has_died_since_the_first_list()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        await sandbox.Api.UpdateAsync(facts.Heirs[0].Id, new TokenUpdate { Enabled = false }, default);

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Delete, facts));

        Assert.NotNull(sandbox.Server.Tenant.Find(old.Id));
        Assert.Equal(RotationState.NeedsAttention, RotationPlanner.Plan(after).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_old_token_is_not_revoked_when_the_new_one_has_died_meanwhile(bool deleted)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        vault[Slots.Current] = successor.Token;
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        if (deleted)
        {
            sandbox.Server.Tenant.Delete(
                Generation.V2, sandbox.Server.Tenant.FindBySecret(sandbox.Server.AdminToken)!, successor.Id);
        }
        else
        {
            await sandbox.Api.UpdateAsync(successor.Id, new TokenUpdate { Enabled = false }, default);
        }

        var after = await steps.TakeAsync(facts, Plan(RotationStep.Revoke, facts));

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(RotationState.NeedsAttention, RotationPlanner.Plan(after).State);
    }

    [Fact]
    public async Task The_old_token_is_not_revoked_when_its_mark_has_been_taken_away_meanwhile()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        vault[Slots.Current] = successor.Token;
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        await sandbox.Api.UpdateAsync(old.Id, new TokenUpdate { Name = Name }, default);

        await steps.TakeAsync(facts, Plan(RotationStep.Revoke, facts));

        Assert.Equal((true, Name), (sandbox.Server.Tenant.Find(old.Id)!.Enabled, sandbox.Server.Tenant.Find(old.Id)!.Name));
    }

    [Fact]
    public async Task What_was_read_before_a_prompt_is_read_again_after_the_answer()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        vault[Slots.Current] = successor.Token;
        var run = await sandbox.BeginAsync();
        var host = new QuietHost { OnApprove = () => Disable(sandbox, successor.Id) };

        await new RotationRunner(run, host, default).RunAsync([Target(old, vault)]);

        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(RotationState.NeedsAttention, Assert.Single(host.Reports).Plan.State);
    }

    [Theory]
    [InlineData(RotationStep.Delete)]
    [InlineData(RotationStep.None)]
    public async Task Without_a_time_nothing_is_deleted(RotationStep step)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        Assert.Equal(step, RotationPlanner.Plan(facts with { TimeIsKnown = step == RotationStep.Delete }).Step);
    }

    [Fact]
    public async Task What_is_old_enough_by_the_greatest_time_alone_is_not_deleted()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, vault) = Due(sandbox);
        var (facts, _) = await ObserveAsync(sandbox, old, vault);
        var doubtful = facts with { Earliest = facts.Now.AddDays(-2), Latest = facts.Now.AddDays(2) };

        Assert.Equal(RotationStep.None, RotationPlanner.Plan(doubtful).Step);
    }

    [Fact]
    public async Task A_token_of_the_future_says_that_a_clock_is_wrong()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var run = await sandbox.BeginAsync();
        var (old, vault) = Due(sandbox);
        var (facts, _) = await ObserveAsync(sandbox, old, vault);

        Assert.True(run.AtThisMoment(facts).TimeIsKnown);
        Assert.False(run.AtThisMoment(facts with { Old = facts.Old! with { ModifiedDate = facts.Now.AddHours(1) } }).TimeIsKnown);
        Assert.False(
            run.AtThisMoment(facts with { Heirs = [facts.Heirs[0] with { CreationDate = facts.Now.AddHours(1) }] }).TimeIsKnown);
    }

    private static void Disable(SandboxRun sandbox, string id) => sandbox.Server.Tenant.Update(
        Generation.V2, sandbox.Server.Tenant.FindBySecret(sandbox.Server.AdminToken)!, id, new TokenChange { Enabled = false });
}

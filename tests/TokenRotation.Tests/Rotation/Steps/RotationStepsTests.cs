using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation.Steps;

/// <summary>Steps that a run takes late, or while others change what it has read.</summary>
public sealed class RotationStepsTests
{
    [Fact]
    public async Task A_run_that_was_held_up_does_not_promote_what_may_have_been_collected_by_now()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        var longAgo = facts.SeenAt - RotationTimes.CommitWindow;

        var after = await steps.TakeAsync(facts with { SeenAt = longAgo }, Plan(RotationStep.Promote, facts));

        Assert.Equal(old.Token, vault[Slots.Current]);
        Assert.True(after.SeenAt > longAgo);

        await steps.TakeAsync(after, Plan(RotationStep.Promote, after));
        Assert.Equal(successor.Token, vault[Slots.Current]);
    }

    [Fact]
    public async Task A_run_that_was_held_up_sees_that_somebody_has_disabled_the_new_token_since()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        await sandbox.Api.UpdateAsync(successor.Id, new TokenUpdate { Enabled = false, Name = Name }, default);

        var after = await steps.TakeAsync(
            facts with { SeenAt = facts.SeenAt - RotationTimes.CommitWindow }, Plan(RotationStep.Promote, facts));

        Assert.False(Assert.Single(after.Heirs).Enabled);
        Assert.Equal(RotationState.NeedsAttention, RotationPlanner.Plan(after with { Now = sandbox.Api.ServerTime }).State);
    }

    [Fact]
    public async Task A_run_that_looks_again_before_it_collects_sees_what_has_become_of_the_new_token()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var left = Seed(sandbox, NameStamp.Pending("LEFT01", old.Id, Mark).ApplyTo(Name), TimeSpan.FromHours(1));
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);
        await sandbox.Api.UpdateAsync(successor.Id, new TokenUpdate { Enabled = false, Name = Name }, default);

        var after = await steps.TakeAsync(
            facts, Plan(RotationStep.Collect, facts) with { Successor = facts.Pending.Single(token => token.Id == left.Id) });

        Assert.False(Assert.Single(after.Heirs).Enabled);
    }

    [Fact]
    public async Task A_stamp_that_says_revoked_is_true_though_somebody_has_enabled_the_token_meanwhile()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        vault[Slots.Current] = successor.Token;
        var (facts, steps) = await ObserveAsync(sandbox, old, vault);

        await steps.TakeAsync(facts with { Old = facts.Old! with { Enabled = false } }, Plan(RotationStep.Revoke, facts));

        var now = sandbox.Server.Tenant.Find(old.Id)!;
        Assert.Equal((false, StampKind.Revoked), (now.Enabled, NameStamp.Read(now.Name).Stamp?.Kind));
    }

    [Fact]
    public async Task A_run_goes_on_with_the_name_that_it_began_with_though_the_stamps_cut_it_in_both_tokens()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var byName = Target(old, vault) with { Places = Places(vault, "{Name}") };
        var (whole, cut) = (new string('n', 35), new string('n', 31));
        var (facts, _) = await ObserveAsync(sandbox, old, vault);
        var own = new OwnSuccessor
        {
            Operation = "OPER01",
            Id = successor.Id,
            Token = ApiToken.Parse(successor.Token),
            Name = whole,
            CreationDate = facts.Now,
        };

        var name = new FactFinder(await sandbox.BeginAsync(), byName)
            .NameOf(facts with
            {
                Old = facts.Old! with { Name = cut },
                Heirs = [facts.Heirs[0] with { Name = cut }],
                Pending = [],
                Own = own,
            });

        Assert.Equal(whole, name);
    }

    [Fact]
    public async Task Where_no_token_is_left_no_entry_is_looked_for()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var (facts, _) = await ObserveAsync(sandbox, old, vault);
        var byName = Target(old, vault) with { Places = Places(vault, "{Name}") };

        var store = await new FactFinder(await sandbox.BeginAsync(), byName)
            .ReadStoreAsync(facts with { Old = null, Pending = [], Heirs = [] });

        Assert.Equal((null, false), (store!.CurrentId, store.Unreadable));
    }

    [Fact]
    public async Task Each_of_many_tokens_that_dead_runs_have_left_is_collected_in_one_run()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, _, vault) = await SupersededAsync(sandbox);
        var left = Enumerable.Range(0, 7).Select(
            i => Seed(sandbox, NameStamp.Pending("LEFT0" + i, old.Id, Mark).ApplyTo(Name), TimeSpan.FromHours(1))).ToList();
        var host = new QuietHost();

        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync([Target(old, vault)]);

        Assert.Null(Assert.Single(host.Reports).Failure);
        Assert.All(left, token => Assert.False(sandbox.Server.Tenant.Find(token.Id)!.Enabled));
    }
}

using TokenRotation.Api;
using TokenRotation.Rotation;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

public sealed class RotationRunnerTests
{
    [Fact]
    public async Task Each_step_is_noted_with_both_tokens_and_what_cannot_be_taken_back_is_asked_for()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var vault = new MemoryStore { [Slots.Current] = old.Token };
        var host = new QuietHost();

        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync([Target(old, vault)]);

        var report = Assert.Single(host.Reports);
        var successor = report.Facts.Heirs.Single().Id;
        Assert.Equal((RotationState.Revoked, null), (report.Plan.State, report.Failure));
        Assert.Equal(
            [RotationStep.Create, RotationStep.Elect, RotationStep.Store, RotationStep.Verify, RotationStep.Recheck, RotationStep.Commit, RotationStep.Promote, RotationStep.Rename, RotationStep.Revoke],
            host.Notes.Select(note => note.Step).OrderBy(step => step == RotationStep.Revoke));
        Assert.All(host.Notes, note => Assert.Equal((old.Id, successor, null), (note.OldId, note.NewId, note.Failure)));
        Assert.Equal([RotationStep.Create, RotationStep.Revoke], host.Approved);
    }

    [Fact]
    public async Task What_is_revoked_comes_first_and_the_token_that_authenticates_last()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var run = await sandbox.BeginAsync();
        var enabled = Seed(sandbox, "enabled", TimeSpan.FromDays(100));
        var revoked = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime.AddDays(-8), enabled.Id).ApplyTo("revoked"), TimeSpan.FromDays(100));
        await sandbox.Api.UpdateAsync(revoked.Id, new TokenUpdate { Enabled = false }, default);
        var begun = new List<string>();
        var options = new RotationOptions
        {
            Planner = facts =>
            {
                begun.Add(facts.OldId);
                return new RotationPlan(RotationState.NotDue, RotationStep.None, "Test.");
            },
        };
        var targets = new[] { run.Caller.Id, enabled.Id, revoked.Id }.Select(id => new RotationTarget { OldId = id, Policy = new RotationPolicy() });

        await new RotationRunner(await sandbox.BeginAsync(options), new QuietHost(), default).RunAsync([.. targets]);

        Assert.Equal([revoked.Id, enabled.Id, run.Caller.Id], begun.Distinct());
    }

    [Fact]
    public async Task A_run_that_is_stopped_before_it_begins_takes_no_step()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();

        await new RotationRunner(await sandbox.BeginAsync(), host, new CancellationToken(canceled: true)).RunAsync([Target(old, new MemoryStore { [Slots.Current] = old.Token })]);

        Assert.Equal((RotationState.Due, RotationStep.Create), (Assert.Single(host.Reports).Plan.State, host.Reports[0].Plan.Step));
        Assert.Empty(host.Notes);
        Assert.Empty(host.Approved);
    }

    [Fact]
    public async Task A_planner_that_asks_for_the_same_step_for_ever_is_stopped()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        var options = new RotationOptions { Planner = _ => new RotationPlan(RotationState.Due, RotationStep.RevokeFirst, "Test.") };

        await new RotationRunner(await sandbox.BeginAsync(options), host, default).RunAsync([Target(old, new MemoryStore())]);

        Assert.IsType<RotationStalledException>(Assert.Single(host.Reports).Failure);
        Assert.Equal(4, host.Notes.Count);
    }

    [Fact]
    public async Task A_token_whose_secret_has_gone_nowhere_is_taken_back()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        var options = new RotationOptions
        {
            Planner = facts => facts.Own is null
                ? new RotationPlan(RotationState.Due, RotationStep.Create, "Test.")
                : new RotationPlan(RotationState.Pending, RotationStep.None, "Test."),
        };

        await new RotationRunner(await sandbox.BeginAsync(options), host, default).RunAsync([Target(old, new MemoryStore())]);

        Assert.Null(sandbox.Server.Tenant.Find(Assert.Single(host.Notes).NewId!));
    }
}

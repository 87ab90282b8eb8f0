using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Sandbox.Http;
using TokenRotation.Secrets;
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
            [RotationStep.Create, RotationStep.Elect, RotationStep.Store, RotationStep.Verify, RotationStep.Recheck,
                RotationStep.Commit, RotationStep.Promote, RotationStep.Rename, RotationStep.Revoke],
            host.Notes.Select(note => note.Step).OrderBy(step => step == RotationStep.Revoke));
        Assert.All(host.Notes, note => Assert.Equal((old.Id, successor, null), (note.OldId, note.NewId, note.Failure)));
        Assert.Equal(sandbox.Server.Tenant.Find(successor)!.CreationDate, report.Facts.Own!.CreationDate);
        Assert.Equal([RotationStep.Create, RotationStep.Revoke], host.Approved);
    }

    [Fact]
    public async Task What_is_revoked_comes_first_and_the_token_that_authenticates_last()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var run = await sandbox.BeginAsync();
        var enabled = Seed(sandbox, "enabled", TimeSpan.FromDays(100));
        var revoked = Seed(sandbox, NameStamp.Revoked(sandbox.Api.ServerTime.AddDays(-8), enabled.Id)
            .ApplyTo("revoked"), TimeSpan.FromDays(100));
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
        var targets = new[] { run.Caller.Id, enabled.Id, revoked.Id }
            .Select(id => new RotationTarget { OldId = id, Policy = new RotationPolicy() });

        await new RotationRunner(await sandbox.BeginAsync(options), new QuietHost(), default).RunAsync([.. targets]);

        Assert.Equal([revoked.Id, enabled.Id, run.Caller.Id], begun.Distinct());
    }

    [Fact]
    public async Task A_run_that_is_stopped_before_it_begins_takes_no_step()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();

        await new RotationRunner(await sandbox.BeginAsync(), host, new CancellationToken(canceled: true))
            .RunAsync([Target(old, new MemoryStore { [Slots.Current] = old.Token })]);

        Assert.Equal(
            (RotationState.Due, RotationStep.Create), (Assert.Single(host.Reports).Plan.State, host.Reports[0].Plan.Step));
        Assert.Empty(host.Notes);
        Assert.Empty(host.Approved);
    }

    [Fact]
    public async Task A_planner_that_asks_for_the_same_step_for_ever_is_stopped()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        var options =
            new RotationOptions { Planner = _ => new RotationPlan(RotationState.Due, RotationStep.RevokeFirst, "Test.") };

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
        var options = CreatingThen(_ => new RotationPlan(RotationState.Pending, RotationStep.None, "Test."));

        await new RotationRunner(await sandbox.BeginAsync(options), host, default).RunAsync([Target(old, new MemoryStore())]);

        Assert.Equal([RotationStep.Create, RotationStep.Withdraw], host.Notes.Select(note => note.Step));
        Assert.Null(sandbox.Server.Tenant.Find(host.Notes[0].NewId!));
    }

    [Fact]
    public async Task What_contradicts_itself_is_looked_at_once_more()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var seen = new List<DateTimeOffset>();
        var options = new RotationOptions
        {
            Planner = facts =>
            {
                seen.Add(facts.SeenAt);
                return new RotationPlan(RotationState.NeedsAttention, RotationStep.None, "Test.");
            },
        };

        await new RotationRunner(await sandbox.BeginAsync(options), new QuietHost(), default)
            .RunAsync([new RotationTarget { OldId = old.Id, Policy = new RotationPolicy() }]);

        Assert.Equal(2, seen.Count);
        Assert.True(seen[1] > seen[0]);
    }

    [Fact]
    public async Task A_token_that_another_run_of_this_user_works_on_is_left_to_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var folder = Directory.CreateTempSubdirectory("locks");
        var locks = new RunnerLocks(folder.FullName);
        var host = new QuietHost();
        var target = Target(old, new MemoryStore { [Slots.Current] = old.Token });

        using (locks.TryTake(sandbox.Api.Environment, old.Id))
        {
            await new RotationRunner(await sandbox.BeginAsync(new RotationOptions { Locks = locks }), host, default)
                .RunAsync([target]);
        }

        var report = Assert.Single(host.Reports);
        Assert.Equal((RotationState.Pending, RotationReasons.AnotherRunHere), (report.Plan.State, report.Plan.Reason));
        Assert.Empty(host.Notes);

        await new RotationRunner(await sandbox.BeginAsync(new RotationOptions { Locks = locks }), host, default)
            .RunAsync([target]);
        Assert.Equal(RotationState.Revoked, host.Reports[1].Plan.State);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_leaked_token_waits_for_no_lock()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var folder = Directory.CreateTempSubdirectory("locks");
        var locks = new RunnerLocks(folder.FullName);
        var host = new QuietHost();
        var target = Target(old, new MemoryStore { [Slots.Current] = old.Token }) with
        {
            Policy = new RotationPolicy { Compromised = true },
        };

        using (locks.TryTake(sandbox.Api.Environment, old.Id))
        {
            await new RotationRunner(await sandbox.BeginAsync(new RotationOptions { Locks = locks }), host, default)
                .RunAsync([target]);
        }

        Assert.Equal(RotationStep.RevokeFirst, host.Notes[0].Step);
        Assert.Equal(RotationState.Revoked, Assert.Single(host.Reports).Plan.State);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_token_that_a_spec_file_asks_for_is_made_and_stored()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var vault = new MemoryStore();
        var host = new QuietHost();
        var target = new RotationTarget
        {
            OldId = NewTokenKey.Of("wanted"),
            Policy = new RotationPolicy(),
            Missing = new TokenSpec { Name = "wanted", Scopes = ["metrics.read"] },
            Places = Places(vault),
            MayBegin = true,
        };

        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync([target]);

        var made = Assert.Single(sandbox.Server.Tenant.Tokens, token => token.Name == "wanted");
        Assert.Equal((null, RotationState.NotDue), (Assert.Single(host.Reports).Failure, host.Reports[0].Plan.State));
        Assert.Equal((made.Token, "metrics.read"), (vault[Slots.Current], Assert.Single(made.Scopes)));
    }

    [Fact]
    public async Task A_creation_whose_answer_is_lost_is_tried_once_more_and_leaves_nothing_behind()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var tokens = sandbox.Server.Tenant.Tokens.Count;
        var host = new QuietHost();
        sandbox.Server.Faults.Add(new FaultRule { Method = "POST", Path = "/apiTokens$", Effect = FaultEffect.DropAfter });

        await new RotationRunner(await sandbox.BeginAsync(), host, default)
            .RunAsync([Target(old, new MemoryStore { [Slots.Current] = old.Token })]);

        Assert.IsType<CreateOutcomeUnknownException>(Assert.Single(host.Reports).Failure);
        Assert.Equal(
            (tokens, 2),
            (sandbox.Server.Tenant.Tokens.Count, sandbox.Server.Log.Requests.Count(request => request.Fault is not null)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("dt0c01.LEFT")]
    public async Task A_step_that_fails_is_noted_with_the_token_that_it_was_about(string? successor)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        var options = CreatingThen(facts =>
            new RotationPlan(RotationState.Pending, RotationStep.Store, "Test.")
            {
                Successor = successor is null ? null : facts.Old! with { Id = successor },
            });
        var vault = new MemoryStore();
        vault.OnWrite = () => vault.IsDeaf = vault.Writes > 1;

        await new RotationRunner(await sandbox.BeginAsync(options), host, default).RunAsync([Target(old, vault)]);

        var report = Assert.Single(host.Reports);
        Assert.IsType<SecretStoreException>(report.Failure);
        Assert.Equal((RotationStep.Store, successor ?? report.Facts.Own!.Id), (host.Notes[^1].Step, host.Notes[^1].NewId));
        Assert.Same(report.Failure, host.Notes[^1].Failure);
    }

    [Fact]
    public async Task What_is_collected_while_a_successor_is_in_hand_is_noted_by_its_own_id()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var left = Seed(sandbox, NameStamp.Pending("LEFT01", old.Id, Mark).ApplyTo(Name), TimeSpan.FromHours(1));
        var host = new QuietHost();
        var options = CreatingThen(facts => facts.Pending.FirstOrDefault(token => token.Id == left.Id) is { } orphan
            ? new RotationPlan(RotationState.Pending, RotationStep.Collect, "Test.") { Successor = orphan }
            : new RotationPlan(RotationState.Pending, RotationStep.None, "Test."));

        await new RotationRunner(await sandbox.BeginAsync(options), host, default)
            .RunAsync([Target(old, new MemoryStore { [Slots.Current] = old.Token })]);

        Assert.Equal([RotationStep.Create, RotationStep.Collect, RotationStep.Withdraw], host.Notes.Select(note => note.Step));
        Assert.Equal(left.Id, host.Notes[1].NewId);
    }

    [Fact]
    public async Task A_run_that_is_cut_off_reports_nothing_more()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        using var abort = new CancellationTokenSource();
        var host = new QuietHost();
        var options = new RotationOptions
        {
            Planner = _ =>
            {
                abort.Cancel();
                return new RotationPlan(RotationState.NotDue, RotationStep.None, "Test.");
            },
        };
        var run = await sandbox.BeginAsync(options, abort.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RotationRunner(run, host, default)
            .RunAsync([new RotationTarget { OldId = old.Id, Policy = new RotationPolicy() }]));

        Assert.Empty(host.Reports);
    }

    [Fact]
    public async Task A_run_that_is_stopped_hands_over_what_it_has_made_and_leaves_the_rest_to_the_next()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var vault = new MemoryStore { [Slots.Current] = old.Token };
        using var stop = new CancellationTokenSource();
        vault.OnWrite = stop.Cancel;
        var host = new QuietHost();

        await new RotationRunner(await sandbox.BeginAsync(), host, stop.Token).RunAsync([Target(old, vault)]);

        var report = Assert.Single(host.Reports);
        Assert.Equal(RotationStep.Promote, host.Notes[^1].Step);
        Assert.Contains(report.Plan.Step, new[] { RotationStep.Rename, RotationStep.Revoke });
        Assert.Equal(sandbox.Server.Tenant.Find(report.Facts.Own!.Id)!.Token, vault[Slots.Current]);
        Assert.True(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
    }

    [Theory]
    [InlineData(RotationStep.Rename)]
    [InlineData(RotationStep.Revoke)]
    [InlineData(RotationStep.Delete)]
    public async Task A_run_that_is_stopped_takes_no_step_that_can_wait(RotationStep step)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        using var stop = new CancellationTokenSource();
        var host = new QuietHost();
        var options = CreatingThen(facts =>
        {
            stop.Cancel();
            return new RotationPlan(RotationState.Superseded, step, "Test.") { Successor = facts.Old };
        });

        await new RotationRunner(await sandbox.BeginAsync(options), host, stop.Token).RunAsync([Target(old, new MemoryStore())]);

        Assert.Equal([RotationStep.Create, RotationStep.Withdraw], host.Notes.Select(note => note.Step));
        Assert.NotNull(sandbox.Server.Tenant.Find(old.Id));
    }

    [Fact]
    public async Task A_successor_whose_mark_may_have_been_set_is_not_taken_back()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        sandbox.Server.Faults.Add(new FaultRule { Method = "PUT", Effect = FaultEffect.Status, Status = 400 });
        var run = await sandbox.BeginAsync();

        await new RotationRunner(run, host, default)
            .RunAsync([new RotationTarget { OldId = old.Id, Policy = new RotationPolicy(), MayBegin = true }]);

        var report = Assert.Single(host.Reports);
        Assert.Equal(RotationStep.Commit, report.Plan.Step);
        Assert.NotNull(report.Failure);
        Assert.NotNull(sandbox.Server.Tenant.Find(report.Facts.Own!.Id));
    }

    [Fact]
    public async Task A_successor_that_cannot_be_taken_back_does_not_hide_what_went_wrong()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        sandbox.Server.Faults.Add(new FaultRule { Method = "DELETE", Effect = FaultEffect.Status, Status = 400 });
        var options = CreatingThen(_ => new RotationPlan(RotationState.Due, RotationStep.None, "Test."));

        await new RotationRunner(await sandbox.BeginAsync(options), host, default).RunAsync([Target(old, new MemoryStore())]);

        Assert.Equal((null, RotationState.Due), (Assert.Single(host.Reports).Failure, host.Reports[0].Plan.State));
    }

    private static RotationOptions CreatingThen(Func<RotationFacts, RotationPlan> plan) => new()
    {
        Planner = facts => facts.Own is null ? new RotationPlan(RotationState.Due, RotationStep.Create, "Test.") : plan(facts),
    };
}

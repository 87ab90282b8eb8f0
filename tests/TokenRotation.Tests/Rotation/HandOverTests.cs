using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>One hand-over at a time: whatever ends the pipeline strands one secret at most.</summary>
public sealed class HandOverTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public async Task Tokens_are_handed_over_in_the_order_in_which_they_were_named_and_none_is_marked_before_its_turn(int count)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var olds = SeedMany(sandbox, count);
        var (marked, made) = (new List<int>(), new List<int>());
        var host = new QuietHost
        {
            OnHandOver = _ =>
            {
                marked.Add(Marked(sandbox));
                made.Add(Pending(sandbox));
                return Task.CompletedTask;
            },
        };

        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync(Targets(olds));

        Assert.Equal(olds.Select(old => old.Id), host.HandedOver.Select(token => token.Old.Id));
        Assert.Equal(Enumerable.Range(1, count), marked);
        Assert.Equal(1, made[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public async Task A_consumer_that_fails_strands_one_and_is_given_no_other(int failsAt)
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var olds = SeedMany(sandbox, 20);
        using var stop = new CancellationTokenSource();
        QuietHost host = null!;
        host = new QuietHost
        {
            OnHandOver = _ =>
            {
                if (host.HandedOver.Count < failsAt)
                {
                    return Task.CompletedTask;
                }

                stop.Cancel();
                throw new HandOverException("It failed.", new InvalidOperationException());
            },
        };

        await new RotationRunner(await sandbox.BeginAsync(), host, stop.Token).RunAsync(Targets(olds));

        Assert.Equal(failsAt, host.HandedOver.Count);
        Assert.Equal((failsAt, failsAt), (Marked(sandbox), Pending(sandbox)));
    }

    [Fact]
    public async Task The_mark_of_one_that_nobody_was_given_is_taken_back()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost
        {
            OnHandOver = _ =>
                throw new HandOverException("Nobody was there.", new InvalidOperationException()) { IsUntaken = true },
        };

        await new RotationRunner(await sandbox.BeginAsync(), host, default).RunAsync(Targets([old]));

        Assert.Equal((0, 0), (Marked(sandbox), Pending(sandbox)));
        Assert.Equal((Name, true), (sandbox.Server.Tenant.Find(old.Id)!.Name, sandbox.Server.Tenant.Find(old.Id)!.Enabled));
    }

    [Fact]
    public async Task A_run_that_is_cut_off_between_mark_and_hand_over_takes_both_back()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        using var abort = new CancellationTokenSource();
        var host = new QuietHost
        {
            OnNote = step =>
            {
                if (step == RotationStep.Commit)
                {
                    abort.Cancel();
                }
            },
        };
        var run = await sandbox.BeginAsync(abort: abort.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new RotationRunner(run, host, default).RunAsync(Targets([old])));

        Assert.Empty(host.HandedOver);
        Assert.Equal((0, 0), (Marked(sandbox), Pending(sandbox)));
    }

    private static List<TenantToken> SeedMany(SandboxRun sandbox, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Seed(sandbox, $"{Name} {i}", TimeSpan.FromDays(100)))];

    private static List<RotationTarget> Targets(IEnumerable<TenantToken> olds) =>
        [.. olds.Select(old => new RotationTarget { OldId = old.Id, Policy = new RotationPolicy(), MayBegin = true })];

    private static int Marked(SandboxRun sandbox) => Stamped(sandbox, StampKind.Superseded);

    private static int Pending(SandboxRun sandbox) => Stamped(sandbox, StampKind.Pending);

    private static int Stamped(SandboxRun sandbox, StampKind kind) =>
        sandbox.Server.Tenant.Tokens.Count(token => NameStamp.Read(token.Name).Stamp?.Kind == kind);
}

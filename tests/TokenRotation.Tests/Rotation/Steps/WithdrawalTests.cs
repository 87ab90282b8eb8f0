using TokenRotation.Rotation;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Http;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation.Steps;

public sealed class WithdrawalTests
{
    [Fact]
    public async Task A_mark_that_was_set_and_whose_answer_was_lost_is_taken_back_with_the_new_token()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        sandbox.Server.Faults.Add(
            new FaultRule { Method = "PUT", Nth = 1, Effect = FaultEffect.Status, Status = 400, Applied = true });

        await RunAsync(sandbox, old.Id, host);

        Assert.NotNull(Assert.Single(host.Reports).Failure);
        Assert.Equal(Name, sandbox.Server.Tenant.Find(old.Id)!.Name);
        Assert.Null(sandbox.Server.Tenant.Find(host.Notes.Single(note => note.Step == RotationStep.Create).NewId!));
        Assert.Equal(RotationStep.Withdraw, host.Notes[^1].Step);
    }

    [Fact]
    public async Task A_new_token_whose_mark_may_still_be_on_its_way_is_left_to_a_later_run()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var host = new QuietHost();
        sandbox.Server.Faults.Add(new FaultRule { Method = "PUT", Nth = 1, Effect = FaultEffect.Status, Status = 400 });

        await RunAsync(sandbox, old.Id, host);

        Assert.NotNull(sandbox.Server.Tenant.Find(host.Notes.Single(note => note.Step == RotationStep.Create).NewId!));
        Assert.Equal(Name, sandbox.Server.Tenant.Find(old.Id)!.Name);
    }

    private static async Task RunAsync(SandboxRun sandbox, string oldId, QuietHost host) =>
        await new RotationRunner(await sandbox.BeginAsync(), host, default)
            .RunAsync([new RotationTarget { OldId = oldId, Policy = new RotationPolicy(), MayBegin = true }]);
}

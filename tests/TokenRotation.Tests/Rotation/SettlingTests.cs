using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using static TokenRotation.Tests.Rotation.RotationScene;

namespace TokenRotation.Tests.Rotation;

/// <summary>Nodes that know late what others have done: a new token keeps its mark until all of them know.</summary>
public sealed class SettlingTests
{
    private static readonly RotationOptions Options = new() { SettlingTime = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_new_token_keeps_its_mark_until_every_node_knows_of_the_revocation()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);

        var first = await RunAsync(sandbox, old, vault);
        Assert.False(sandbox.Server.Tenant.Find(old.Id)!.Enabled);
        Assert.Equal(StampKind.Pending, StampOf(sandbox, successor)?.Kind);
        Assert.Equal((RotationState.Revoked, RotationStep.None), (first.Plan.State, first.Plan.Step));

        sandbox.Server.Clock.Advance(TimeSpan.FromSeconds(31));
        sandbox.Api.RestartServerTimes();
        await RunAsync(sandbox, old, vault);
        Assert.Null(StampOf(sandbox, successor));
    }

    [Fact]
    public async Task A_token_that_another_runs_mark_has_passed_over_does_not_become_nameless()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        await RunAsync(sandbox, old, vault);

        // Another node took this before it knew of the first run; the list in between was read from the first.
        var rival = Seed(sandbox, NameStamp.Pending("RIVAL1", old.Id, "rival").ApplyTo(Name), TimeSpan.Zero);
        var run = await sandbox.BeginAsync(Options);
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Revoked(sandbox.Api.ServerTime, rival.Id).ApplyTo(Name) }, default);
        sandbox.Server.Clock.Advance(TimeSpan.FromSeconds(31));
        sandbox.Api.RestartServerTimes();
        await new RotationRunner(run, new QuietHost(), default).RunAsync([Target(old, vault)]);

        Assert.Equal(StampKind.Pending, StampOf(sandbox, successor)?.Kind);
        Assert.True(sandbox.Server.Tenant.Find(successor.Id)!.Enabled);
    }

    [Fact]
    public async Task What_has_settled_by_the_end_of_a_run_is_renamed_by_it()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var (old, successor, vault) = await SupersededAsync(sandbox);
        var host = new QuietHost { OnNote = step => HearOfTheTimeAfter(sandbox, step) };

        await new RotationRunner(await sandbox.BeginAsync(Options), host, default).RunAsync([Target(old, vault)]);

        Assert.Null(StampOf(sandbox, successor));
        Assert.Single(host.Reports);
    }

    // Others have been rotated meanwhile.
    private static void HearOfTheTimeAfter(SandboxRun sandbox, RotationStep step)
    {
        if (step == RotationStep.Revoke)
        {
            sandbox.Server.Clock.Advance(TimeSpan.FromSeconds(31));
            sandbox.Api.RestartServerTimes();
            sandbox.Api.GetAsync(sandbox.SampleId, default).GetAwaiter().GetResult();
        }
    }

    private static NameStamp? StampOf(SandboxRun sandbox, TenantToken token) =>
        NameStamp.Read(sandbox.Server.Tenant.Find(token.Id)!.Name).Stamp;

    private static async Task<RotationReport> RunAsync(SandboxRun sandbox, TenantToken old, MemoryStore vault)
    {
        var host = new QuietHost();
        await new RotationRunner(await sandbox.BeginAsync(Options), host, default).RunAsync([Target(old, vault)]);
        return Assert.Single(host.Reports);
    }
}

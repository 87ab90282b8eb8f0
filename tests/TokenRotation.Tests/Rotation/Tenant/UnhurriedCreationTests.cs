using Microsoft.Extensions.Time.Testing;
using TokenRotation.Api;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class UnhurriedCreationTests
{
    [Fact]
    public async Task A_command_that_is_stopped_already_creates_nothing()
    {
        await using var sandbox = await SandboxRun.StartAsync();
        var tokens = sandbox.Server.Tenant.Tokens.Count;
        var spec = new TokenSpec { Name = "late", Scopes = ["metrics.read"] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UnhurriedCreation.RunAsync(
            cutOff => sandbox.Api.CreateAsync(spec, cutOff), TimeProvider.System, new CancellationToken(canceled: true)));

        Assert.Equal(tokens, sandbox.Server.Tenant.Tokens.Count);
    }

    [Fact]
    public async Task A_creation_under_way_is_cut_off_by_the_clock_of_its_run()
    {
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var hanging = new TaskCompletionSource<CreatedToken>();
        var creation = UnhurriedCreation.RunAsync(
            cutOff =>
            {
                cutOff.Register(() => hanging.SetCanceled(cutOff));
                return hanging.Task;
            },
            time,
            stop.Token);

        await stop.CancelAsync();
        time.Advance(TimeSpan.FromMilliseconds(399));
        Assert.False(creation.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => creation);
    }
}

using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Tests.Cmdlets.Base;

public sealed class EnvironmentLanesTests
{
    private static readonly DtToken Caller =
        new() { Id = "dt0c01.CALLER", Name = "caller", Environment = "https://abc.live.dynatrace.com" };

    [Fact]
    public async Task No_more_runs_in_an_environment_than_the_limit()
    {
        using var lanes = new EnvironmentLanes(3, CancellationToken.None);
        var (first, second) = (Environment(), Environment());
        var running = new Dictionary<Connection, int> { [first] = 0, [second] = 0 };
        var most = new Dictionary<Connection, int>(running);
        var full = running.Keys.ToDictionary(
            connection => connection, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        for (var i = 0; i < 200; i++)
        {
            var connection = i % 2 == 0 ? first : second;
            await lanes.AddAsync(connection, async _ =>
            {
                lock (running)
                {
                    most[connection] = Math.Max(most[connection], ++running[connection]);
                    if (running[connection] == 3)
                    {
                        full[connection].TrySetResult();
                    }
                }

                await full[connection].Task.WaitAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
                lock (running)
                {
                    running[connection]--;
                }
            });
        }

        await lanes.CompleteAsync();

        Assert.All(most.Values, count => Assert.Equal(3, count));
        Assert.All(running.Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task What_waits_is_bounded()
    {
        using var lanes = new EnvironmentLanes(1, CancellationToken.None);
        var gate = new TaskCompletionSource();
        var connection = Environment();
        for (var i = 0; i < EnvironmentLanes.Capacity; i++)
        {
            await lanes.AddAsync(connection, _ => gate.Task);
        }

        var beyond = lanes.AddAsync(connection, _ => Task.CompletedTask);
        await Task.Delay(50);
        Assert.False(beyond.IsCompleted);
        gate.SetResult();

        await beyond.WaitAsync(TimeSpan.FromMinutes(2));
        await lanes.CompleteAsync().WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_failure_ends_what_runs_drops_what_waits_and_is_thrown_when_nothing_runs_any_more()
    {
        using var lanes = new EnvironmentLanes(1, CancellationToken.None);
        var (first, second) = (Environment(), Environment());
        var (ended, dropped) = (false, true);
        var begun = new TaskCompletionSource();
        await lanes.AddAsync(first, async stopping =>
        {
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }
            finally
            {
                await Task.Delay(50, CancellationToken.None);
                ended = true;
            }
        });
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await lanes.AddAsync(first, _ => Task.FromResult(dropped = false));
        await lanes.AddAsync(second, _ => throw new FormatException("no"));

        var failure = await Assert.ThrowsAsync<FormatException>(() => lanes.CompleteAsync().WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Equal("no", failure.Message);
        Assert.True(ended);
        Assert.True(dropped);
        await Assert.ThrowsAsync<FormatException>(() => lanes.AddAsync(second, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task A_stop_ends_it()
    {
        using var stop = new CancellationTokenSource();
        using var lanes = new EnvironmentLanes(1, stop.Token);
        await lanes.AddAsync(Environment(), stopping => Task.Delay(Timeout.Infinite, stopping));

        var all = lanes.CompleteAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private static Connection Environment() => new(null!, Caller, "abc", [], null, Stream.Null);
}

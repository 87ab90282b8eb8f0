using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class LanesTests
{
    [Fact]
    public async Task No_more_calls_than_lanes_are_under_way_and_the_rest_come_in_their_turn()
    {
        var lanes = new Lanes(2);
        var ends = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource()).ToList();
        var begun = new List<int>();
        var calls = ends.Select((end, number) => lanes.RunAsync(
            () =>
            {
                begun.Add(number);
                return end.Task;
            },
            default)).ToList();
        Assert.Equal([0, 1], begun);

        ends[1].SetResult();
        await calls[1];
        Assert.Equal([0, 1, 2], begun);

        ends[2].SetException(new InvalidOperationException("It failed."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => calls[2]);
        Assert.Equal([0, 1, 2, 3], begun);

        ends[0].SetResult();
        ends[3].SetResult();
        ends[4].SetResult();
        await Task.WhenAll(calls.Except([calls[2]]));
        Assert.Equal([0, 1, 2, 3, 4], begun);
    }

    [Fact]
    public async Task A_lane_that_is_handed_on_is_not_free_for_another_as_well()
    {
        var lanes = new Lanes(1);
        var ends = Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource()).ToList();
        var first = lanes.RunAsync(() => ends[0].Task, default);
        var second = lanes.RunAsync(() => ends[1].Task, default);
        ends[0].SetResult();
        await first;

        var third = lanes.RunAsync(() => Task.FromException(new InvalidOperationException("It began.")), default);

        Assert.False(third.IsCompleted);
        ends[1].SetResult();
        await second;
        await Assert.ThrowsAsync<InvalidOperationException>(() => third);
    }

    [Fact]
    public async Task A_lane_that_nobody_waits_for_is_free_again()
    {
        var lanes = new Lanes(1);

        Assert.Equal(1, await lanes.RunAsync(() => Task.FromResult(1), default));
        var second = lanes.RunAsync(() => Task.FromResult(2), default);

        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Whoever_does_not_want_to_wait_any_more_gives_his_place_up()
    {
        var lanes = new Lanes(1);
        var end = new TaskCompletionSource();
        var first = lanes.RunAsync(() => end.Task, default);
        using var cancelled = new CancellationTokenSource();
        var second = lanes.RunAsync(() => Task.FromException(new InvalidOperationException("It began.")), cancelled.Token);
        var third = lanes.RunAsync(() => Task.FromResult(3), default);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);

        end.SetResult();
        await first;
        Assert.Equal(3, await third);
        Assert.Equal(4, await lanes.RunAsync(() => Task.FromResult(4), default));
    }
}

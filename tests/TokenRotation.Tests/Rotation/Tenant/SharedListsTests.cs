using System.Collections.Concurrent;
using TokenRotation.Api;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Tests.Rotation.Tenant;

public sealed class SharedListsTests : IDisposable
{
    private readonly ConcurrentQueue<TaskCompletionSource<RecentTokens>> _reads = new();
    private readonly SemaphoreSlim _begun = new(0);

    public void Dispose() => _begun.Dispose();

    [Fact]
    public async Task Who_asks_while_a_list_is_read_gets_the_one_after_it()
    {
        var lists = Lists(rotations: 2);
        var first = lists.NextAsync(TokenOrder.NewestFirst);
        Assert.Empty(_reads);
        lists.Leave();
        var reading = Assert.Single(_reads);

        lists.Join();
        lists.Join();
        var second = lists.NextAsync(TokenOrder.NewestFirst);
        var third = lists.NextAsync(TokenOrder.NewestFirst);
        Assert.Single(_reads);

        var older = new RecentTokens(default);
        await _begun.WaitAsync();
        reading.SetResult(older);
        Assert.Same(older, await first);
        Assert.False(second.IsCompleted);

        Assert.True(await _begun.WaitAsync(TimeSpan.FromMinutes(2)));
        _reads.Last().SetResult(new RecentTokens(default));
        Assert.NotSame(older, await second);
        Assert.Same(await second, await third);
    }

    [Fact]
    public async Task As_many_as_are_enough_begin_a_list_though_others_are_on_their_way()
    {
        var lists = Lists(rotations: 4);

        var first = lists.NextAsync(TokenOrder.NewestFirst);
        var other = lists.NextAsync(TokenOrder.LastModifiedFirst);
        Assert.Empty(_reads);
        var second = lists.NextAsync(TokenOrder.NewestFirst);
        Assert.Single(_reads).SetResult(new RecentTokens(default));

        Assert.Same(await first, await second);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task A_list_that_fails_fails_for_all_who_wait_for_it()
    {
        var lists = Lists(rotations: 2);

        var first = lists.NextAsync(TokenOrder.NewestFirst);
        var second = lists.NextAsync(TokenOrder.NewestFirst);
        Assert.Single(_reads).SetException(new InvalidOperationException("It failed."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
    }

    private SharedLists Lists(int rotations)
    {
        var lists = new SharedLists(Read, enough: 2);
        for (var i = 0; i < rotations; i++)
        {
            lists.Join();
        }

        return lists;
    }

    private Task<RecentTokens> Read(TokenOrder order)
    {
        var read = new TaskCompletionSource<RecentTokens>();
        _reads.Enqueue(read);
        _begun.Release();
        return read.Task;
    }
}

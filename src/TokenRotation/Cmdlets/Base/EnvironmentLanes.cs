using System.Runtime.ExceptionServices;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// Work in several environments at once: so much at a time in each, and no environment waits for another. How much is under way
/// is bounded; beyond that, whoever adds more has to wait. The first failure ends all of it.
/// </summary>
internal sealed class EnvironmentLanes : IDisposable
{
    /// <summary>How much may wait or run. A waiting token takes some hundred bytes.</summary>
    public const int Capacity = 10_000;

    private readonly int _limit;
    private readonly SemaphoreSlim _room = new(Capacity, Capacity);
    private readonly Dictionary<Connection, SemaphoreSlim> _lanes = [];
    private readonly CancellationTokenSource _ending;
    private readonly CancellationToken _ended;
    private ExceptionDispatchInfo? _failure;
    private long _added;
    private long _done;

    /// <param name="limit">How much is done at a time in one environment.</param>
    /// <param name="stopping">Ends all of it.</param>
    public EnvironmentLanes(int limit, CancellationToken stopping)
    {
        _limit = limit;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _ended = _ending.Token;
    }

    /// <summary>How much has been added, and how much of it is done.</summary>
    public (long Done, long Added) Count => (Interlocked.Read(ref _done), Interlocked.Read(ref _added));

    /// <summary>
    /// Adds work to an environment's lane. Returns when it has been taken, which is not when it is done. Throws what has ended
    /// the lanes, once nothing runs in them any more. Called by one at a time.
    /// </summary>
    public async Task AddAsync(Connection connection, Func<CancellationToken, Task> work)
    {
        try
        {
            await _room.WaitAsync(_ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await CompleteAsync().ConfigureAwait(false);
            throw;
        }

        if (!_lanes.TryGetValue(connection, out var lane))
        {
            _lanes[connection] = lane = new SemaphoreSlim(_limit, _limit);
        }

        Interlocked.Increment(ref _added);
        _ = RunAsync(lane, lane.WaitAsync(_ended), work);
    }

    /// <summary>Returns when all is done. Throws what has ended the lanes, once nothing runs in them any more.</summary>
    public async Task CompleteAsync()
    {
        // Whoever has got all the room is alone.
        for (var i = 0; i < Capacity; i++)
        {
            await _room.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _room.Release(Capacity);
        _failure?.Throw();
        _ended.ThrowIfCancellationRequested();
    }

    /// <summary>Ends what runs, without waiting for it.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task RunAsync(SemaphoreSlim lane, Task turn, Func<CancellationToken, Task> work)
    {
        try
        {
            await turn.ConfigureAwait(false);
            try
            {
                await Task.Run(() => work(_ended), _ended).ConfigureAwait(false);
            }
            finally
            {
                lane.Release();
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            End(failure);
        }

        Interlocked.Increment(ref _done);
        _room.Release();
    }

    private void End(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet is gone, and has ended everything.
        }
    }
}

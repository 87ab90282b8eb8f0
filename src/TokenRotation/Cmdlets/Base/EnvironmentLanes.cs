using System.Runtime.ExceptionServices;
using TokenRotation.Cmdlets.Connections;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// Work in several environments at once: so much at a time in each, and no environment waits for another. What waits is
/// bounded; beyond that, whoever adds more has to wait. The first failure ends all of it.
/// </summary>
internal sealed class EnvironmentLanes : IDisposable
{
    /// <summary>How much may wait. A waiting token takes some hundred bytes.</summary>
    public const int Capacity = 10_000;

    private readonly int _limit;
    private readonly object _gate = new();
    private readonly Dictionary<Connection, Lane> _lanes = [];
    private readonly CancellationTokenSource _ending;
    private readonly CancellationToken _ended;
    private TaskCompletionSource<bool> _change = NewChange();
    private ExceptionDispatchInfo? _failure;
    private long _added;
    private int _running;
    private int _waiting;

    /// <param name="limit">How much is done at a time in one environment.</param>
    /// <param name="stopping">Ends all of it.</param>
    public EnvironmentLanes(int limit, CancellationToken stopping)
    {
        _limit = limit;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _ended = _ending.Token;
    }

    /// <summary>How much has been added, and how much of it is done.</summary>
    public (long Done, long Added) Count
    {
        get
        {
            lock (_gate)
            {
                return (_added - _waiting - _running, _added);
            }
        }
    }

    /// <summary>
    /// Adds work to an environment's lane. Returns when it has been taken, which is not when it is done. Throws what has ended
    /// the lanes, once nothing runs in them any more.
    /// </summary>
    public async Task AddAsync(Connection connection, Func<CancellationToken, Task> work)
    {
        await Until(() => _ended.IsCancellationRequested ? _running == 0 : TryAdd(connection, work)).ConfigureAwait(false);
        ThrowIfEnded();
    }

    /// <summary>Returns when all is done. Throws what has ended the lanes, once nothing runs in them any more.</summary>
    public async Task CompleteAsync()
    {
        await Until(() => _running == 0 && (_waiting == 0 || _ended.IsCancellationRequested)).ConfigureAwait(false);
        ThrowIfEnded();
    }

    /// <summary>Ends what runs, without waiting for it.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private static TaskCompletionSource<bool> NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ThrowIfEnded()
    {
        _failure?.Throw();
        _ended.ThrowIfCancellationRequested();
    }

    private async Task Until(Func<bool> met)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (met())
                {
                    return;
                }

                change = _change.Task;
            }

            await change.ConfigureAwait(false);
        }
    }

    private bool TryAdd(Connection connection, Func<CancellationToken, Task> work)
    {
        if (_waiting >= Capacity)
        {
            return false;
        }

        if (!_lanes.TryGetValue(connection, out var lane))
        {
            _lanes[connection] = lane = new Lane();
        }

        lane.Waiting.Enqueue(work);
        _added++;
        _waiting++;
        StartNext(lane);
        return true;
    }

    private void StartNext(Lane lane)
    {
        while (lane.Running < _limit && lane.Waiting.Count > 0 && !_ended.IsCancellationRequested)
        {
            var work = lane.Waiting.Dequeue();
            _waiting--;
            _running++;
            lane.Running++;
            _ = Task.Run(() => RunAsync(lane, work));
        }
    }

    private async Task RunAsync(Lane lane, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            End(failure);
        }

        lock (_gate)
        {
            lane.Running--;
            _running--;
            StartNext(lane);
            _change.SetResult(true);
            _change = NewChange();
        }
    }

    private void End(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
        }

        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet is gone, and has ended everything.
        }
    }

    private sealed class Lane
    {
        public Queue<Func<CancellationToken, Task>> Waiting { get; } = new();

        public int Running { get; set; }
    }
}

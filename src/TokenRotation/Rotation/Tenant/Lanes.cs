namespace TokenRotation.Rotation.Tenant;

/// <summary>How many calls may be under way at a time; the rest wait in the order in which they came.</summary>
/// <remarks>
/// Whoever waits goes on within the call that frees his lane, on its thread: a simulation that has one thread and one time can
/// so run a rotation the same way again, which a semaphore, whose waiters go on by the thread pool, would not let it.
/// </remarks>
internal sealed class Lanes(int count)
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private readonly AsyncLocal<bool> _isHeld = new();
    private int _free = count;

    /// <param name="call">What is done when a lane is free.</param>
    /// <param name="cancellationToken">Ends the wait for a lane; the call itself is not touched.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (_isHeld.Value)
        {
            return await call().ConfigureAwait(false);
        }

        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> call, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Makes several calls in one lane: none of them waits for others between the first and the last.</summary>
    /// <param name="calls">What is done when a lane is free; its calls go by these lanes, too.</param>
    /// <param name="cancellationToken">Ends the wait for a lane.</param>
    public Task<T> HoldAsync<T>(Func<Task<T>> calls, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            _isHeld.Value = true;
            return await calls().ConfigureAwait(false);
        },
        cancellationToken);

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        var place = new TaskCompletionSource<bool>();
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            _waiting.Enqueue(place);
        }

        using var registration = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task.ConfigureAwait(false);
    }

    private void Leave()
    {
        TaskCompletionSource<bool>? next;
        do
        {
            lock (_gate)
            {
                next = _waiting.Count > 0 ? _waiting.Dequeue() : null;
                _free += next is null ? 1 : 0;
            }
        }
        while (next?.TrySetResult(true) == false);
    }
}

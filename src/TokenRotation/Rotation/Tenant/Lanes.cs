namespace TokenRotation.Rotation.Tenant;

/// <summary>How many calls may be under way at a time; the rest wait in the order in which they came.</summary>
internal sealed class Lanes(int count)
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private int _free = count;

    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        await EnterAsync().ConfigureAwait(false);
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public Task RunAsync(Func<Task> call) => RunAsync(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    private Task EnterAsync()
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            var place = new TaskCompletionSource<bool>();
            _waiting.Enqueue(place);
            return place.Task;
        }
    }

    private void Leave()
    {
        TaskCompletionSource<bool>? next;
        lock (_gate)
        {
            next = _waiting.Count > 0 ? _waiting.Dequeue() : null;
            _free += next is null ? 1 : 0;
        }

        next?.SetResult(true);
    }
}

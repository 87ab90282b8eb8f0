using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// Work that calls in the background leave to the pipeline's thread: nothing else may write to the pipeline, ask the user or
/// run the user's script blocks. It is run in the order in which it came, whenever that thread waits for a call.
/// </summary>
internal sealed class PipelineThread : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Action<Exception?>> _queue = new();
    private readonly AutoResetEvent _arrival = new(initialState: false);
    private Exception? _refusal;
    private ExceptionDispatchInfo? _end;

    /// <summary>Leaves work to the pipeline's thread. Callable from any thread.</summary>
    /// <returns>Its outcome. It has failed at once when work is refused.</returns>
    public Task<T> Leave<T>(Func<T> work)
    {
        // What goes on after the work must not do so on the pipeline's thread.
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_refusal is null)
            {
                _queue.Enqueue(refusal => Complete(outcome, work, refusal));
                _arrival.Set();
            }
            else
            {
                outcome.SetException(_refusal);
            }
        }

        return outcome.Task;
    }

    /// <summary>
    /// Runs what has been left, after a wait for it if there is nothing: until it comes, <paramref name="ended"/> is set, or
    /// <paramref name="patience"/> is over. Called from the pipeline's thread.
    /// </summary>
    public void Run(WaitHandle ended, TimeSpan patience)
    {
        WaitHandle.WaitAny([_arrival, ended], patience);
        while (Next() is { } work)
        {
            work();
        }
    }

    /// <summary>From now on work is refused, and what has been left is not run any more. Callable from any thread.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            _refusal ??= reason;
        }

        while (Next() is { } refuse)
        {
            refuse();
        }
    }

    /// <summary>Throws again what ended the pipeline while work was run: a stop, or a later command that wants no more.</summary>
    public void ThrowIfEnded() => _end?.Throw();

    /// <summary>From now on work is refused, because nothing waits for it any more.</summary>
    public void Dispose()
    {
        Close(new ObjectDisposedException(nameof(PipelineThread)));
        _arrival.Dispose();
    }

    private Action? Next()
    {
        lock (_gate)
        {
            if (_queue.Count == 0)
            {
                return null;
            }

            var (next, refusal) = (_queue.Dequeue(), _refusal);
            return () => next(refusal);
        }
    }

    private void Complete<T>(TaskCompletionSource<T> outcome, Func<T> work, Exception? refusal)
    {
        if (refusal is not null)
        {
            outcome.SetException(refusal);
            return;
        }

        try
        {
            outcome.SetResult(work());
        }
        catch (Exception failure)
        {
            // A later command that wants no more looks like a stop from here.
            if (failure is PipelineStoppedException or FlowControlException)
            {
                _end ??= ExceptionDispatchInfo.Capture(failure);
            }

            outcome.SetException(failure);
        }
    }
}

using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Support;

/// <summary>
/// Holds back the first answers until so many requests have come together, and counts how many were there at once at most.
/// </summary>
/// <param name="expected">How many are expected.</param>
internal sealed class RequestsTogether(int expected)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _begun;
    private int _now;

    /// <summary>How many there were at once; more than that never were.</summary>
    public int Most { get; private set; }

    /// <summary>Requests count from now on.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _begun = true;
        }
    }

    /// <summary>The sandbox's <c>OnRequest</c>.</summary>
    public void Watch(LoggedRequest request)
    {
        lock (_gate)
        {
            if (!_begun)
            {
                return;
            }

            Most = Math.Max(Most, ++_now);
            if (_now == expected)
            {
                _full.TrySetResult();
            }
        }

        // The thread pool makes up for threads that wait for a task.
        _full.Task.Wait(Patience);
        lock (_gate)
        {
            _now--;
        }
    }
}

using TokenRotation.Sandbox.Http;

namespace TokenRotation.Module.Tests.Support;

/// <summary>Counts the requests of one caller, and tells when there have been so many.</summary>
internal sealed class RequestCount
{
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
    private int _count;

    /// <summary>Whose requests count.</summary>
    public string? CallerId { get; set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>The sandbox's <c>OnRequest</c>.</summary>
    public void Watch(LoggedRequest request)
    {
        if (request.CallerId != CallerId)
        {
            return;
        }

        List<TaskCompletionSource> reached;
        lock (_gate)
        {
            _count++;
            reached = _awaited.Where(one => one.Count <= _count).Select(one => one.Reached).ToList();
            _awaited.RemoveAll(one => one.Count <= _count);
        }

        reached.ForEach(one => one.SetResult());
    }

    /// <summary>Ends when so many requests have come from now on.</summary>
    public Task MoreAsync(int requests)
    {
        lock (_gate)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((_count + requests, reached));
            return reached.Task;
        }
    }
}

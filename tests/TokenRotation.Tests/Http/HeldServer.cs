using System.Diagnostics;

namespace TokenRotation.Tests.Http;

/// <summary>A server in place of the network that holds every request until the test answers it.</summary>
internal sealed class HeldServer : HttpMessageHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource<HttpResponseMessage>> _held = [];

    /// <summary>How many requests are held, once there are as many as expected and no more are coming.</summary>
    public async Task<int> InFlightAsync(int expected)
    {
        var begun = Stopwatch.GetTimestamp();
        var (before, quiet) = (-1, 0);
        while (quiet < 3)
        {
            await Task.Delay(5);
            var now = Count;
            quiet = now == before && (now >= expected || Stopwatch.GetElapsedTime(begun) > Patience) ? quiet + 1 : 0;
            before = now;
        }

        return before;
    }

    /// <summary>Answers the request that has been held for the longest time but <paramref name="index"/>.</summary>
    public void Answer(int index, HttpResponseMessage response) => Take(index).SetResult(response);

    /// <summary>Breaks its connection.</summary>
    public void Break(int index) => Take(index).SetException(new HttpRequestException("broken", new IOException()));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _held.Add(held);
        }

        return held.Task;
    }

    private int Count
    {
        get
        {
            lock (_lock)
            {
                return _held.Count;
            }
        }
    }

    private TaskCompletionSource<HttpResponseMessage> Take(int index)
    {
        lock (_lock)
        {
            var held = _held[index];
            _held.RemoveAt(index);
            return held;
        }
    }
}

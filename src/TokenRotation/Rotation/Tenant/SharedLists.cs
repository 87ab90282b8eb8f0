using TokenRotation.Api;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// The short lists that the rotations of a run share. Who asks gets a list that was begun after the question; a list is
/// begun when enough rotations wait for it, or when none is left that could still join.
/// </summary>
internal sealed class SharedLists(Func<TokenOrder, Task<RecentTokens>> read, int enough)
{
    private readonly object _gate = new();
    private readonly Dictionary<TokenOrder, List<TaskCompletionSource<RecentTokens>>> _waiting = new()
    {
        [TokenOrder.NewestFirst] = [],
        [TokenOrder.LastModifiedFirst] = [],
    };

    private readonly HashSet<TokenOrder> _beingRead = [];
    private int _atWork;

    /// <summary>How many rotations have begun.</summary>
    public int Joined { get; private set; }

    /// <summary>A rotation has begun that may come to wait for a list.</summary>
    public void Join()
    {
        lock (_gate)
        {
            _atWork++;
            Joined++;
        }
    }

    /// <summary>A rotation that had left comes back.</summary>
    public void Return()
    {
        lock (_gate)
        {
            _atWork++;
        }
    }

    /// <summary>A rotation has ended, or waits for something else than a list.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _atWork--;
        }

        Begin();
    }

    public Task<RecentTokens> NextAsync(TokenOrder order)
    {
        var place = new TaskCompletionSource<RecentTokens>();
        lock (_gate)
        {
            _waiting[order].Add(place);
            _atWork--;
        }

        Begin();
        return place.Task;
    }

    private void Begin()
    {
        while (TakeReady() is { } ready)
        {
            _ = ServeAsync(ready.Order, ready.Places);
        }
    }

    private (TokenOrder Order, List<TaskCompletionSource<RecentTokens>> Places)? TakeReady()
    {
        lock (_gate)
        {
            foreach (var order in _waiting.Keys.OrderByDescending(order => _waiting[order].Count).ToList())
            {
                var places = _waiting[order];
                if (places.Count > 0 && !_beingRead.Contains(order)
                    && (places.Count >= enough || (_atWork == 0 && _beingRead.Count == 0)))
                {
                    _waiting[order] = [];
                    _beingRead.Add(order);
                    return (order, places);
                }
            }

            return null;
        }
    }

    private async Task ServeAsync(TokenOrder order, List<TaskCompletionSource<RecentTokens>> places)
    {
        RecentTokens? tokens = null;
        Exception? failure = null;
        try
        {
            tokens = await read(order).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        lock (_gate)
        {
            _beingRead.Remove(order);
            _atWork += places.Count;
        }

        foreach (var place in places)
        {
            if (tokens is not null)
            {
                place.SetResult(tokens);
            }
            else
            {
                place.SetException(failure!);
            }
        }

        Begin();
    }
}

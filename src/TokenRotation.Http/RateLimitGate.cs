namespace TokenRotation.Http;

/// <summary>
/// Lets the requests of a connection through, in their order, as far as the server's rate limit has room for them. All share
/// what the answers tell: after a 429 and where nothing remains, nothing is sent before the server said that it may be.
/// </summary>
internal sealed class RateLimitGate(RetryOptions options) : IDisposable
{
    private readonly ServerTime _time = new(options.TimeProvider);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly object _lock = new();
    private TaskCompletionSource<bool> _changed = Change();
    private RateLimitWindow? _window;
    private TimeSpan _opens = TimeSpan.Zero;
    private int _inFlight;

    /// <summary>Returns when a request may be sent. Each return must be followed by one <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (TryEnter() is { } obstacle)
            {
                await WaitAsync(obstacle, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells what became of a request.</summary>
    /// <param name="response">The answer; null when none came.</param>
    public void Leave(HttpResponseMessage? response)
    {
        TaskCompletionSource<bool> changed;
        lock (_lock)
        {
            _inFlight--;
            if (response is null)
            {
                _window = _window?.AfterSilence();
            }
            else
            {
                Observe(response);
            }

            changed = _changed;
            _changed = Change();
        }

        changed.TrySetResult(true);
    }

    /// <summary>How long the server wants the request behind this answer to wait; null when it did not say.</summary>
    public TimeSpan? WaitAskedFor(HttpResponseMessage response)
    {
        lock (_lock)
        {
            return Bounded(RateLimitHeaders.WaitAskedForAt(response, _time.Now));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private void Observe(HttpResponseMessage response)
    {
        _time.Observe(RateLimitHeaders.DateOf(response));
        var now = _time.Now;
        if (RateLimitHeaders.Read(response, now) is { } told && told.Reset > now)
        {
            var ends = _time.Elapsed + Bounded(told.Reset - now)!.Value;
            _window = _window?.After(told, ends) ?? RateLimitWindow.Of(told, ends);
            if (told.Remaining == 0)
            {
                CloseUntil(ends);
            }
        }
        else
        {
            _window = response.Headers.Contains(RateLimitHeaders.Remaining) ? _window?.AfterSilence() : null;
        }

        if ((int)response.StatusCode == 429)
        {
            CloseUntil(_time.Elapsed + Bounded(RateLimitHeaders.WaitAskedForAt(response, now) ?? options.RetryInterval)!.Value);
        }
    }

    private void CloseUntil(TimeSpan moment) => _opens = moment > _opens ? moment : _opens;

    private Obstacle? TryEnter()
    {
        lock (_lock)
        {
            var now = _time.Elapsed;
            if (now < _opens)
            {
                return new Obstacle(_opens - now, _changed.Task);
            }

            if (_window?.Ends <= now)
            {
                _window = _window.Over();
            }

            if (_window?.HasRoom(_inFlight) == false)
            {
                var left = Bounded(_window.Ends - now)!.Value;
                return new Obstacle(left, _changed.Task);
            }

            _window = _window?.WithRequest();
            _inFlight++;
            return null;
        }
    }

    private async Task WaitAsync(Obstacle obstacle, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = options.TimeProvider.Delay(obstacle.AtMost, over.Token);
        await Task.WhenAny(timer, obstacle.Changed).ConfigureAwait(false);
        over.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TimeSpan? Bounded(TimeSpan? wait) => wait > RetryOptions.MaximumWait ? RetryOptions.MaximumWait : wait;

    // Waiters go on on a thread of their own, not inside the answer that lets them.
    private static TaskCompletionSource<bool> Change() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why a request has to wait: until a moment, or until an answer says otherwise.</summary>
    private readonly record struct Obstacle(TimeSpan AtMost, Task Changed);
}

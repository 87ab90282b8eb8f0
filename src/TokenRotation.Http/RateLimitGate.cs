namespace TokenRotation.Http;

/// <summary>Holds all requests of a connection back while its server has no more room for them.</summary>
internal sealed class RateLimitGate(TimeProvider time)
{
    private readonly object _lock = new();
    private DateTimeOffset _opens = DateTimeOffset.MinValue;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Remaining() is { } wait)
        {
            await time.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Observe(HttpResponseMessage response)
    {
        var now = time.GetUtcNow();
        var wait = (int)response.StatusCode == 429 ? RateLimitHeaders.WaitAskedFor(response, now)
            : RateLimitHeaders.IsExhausted(response) ? RateLimitHeaders.UntilReset(response, now)
            : null;
        if (wait is not { } asked)
        {
            return;
        }

        var opens = now + (asked < RetryOptions.MaximumWait ? asked : RetryOptions.MaximumWait);
        lock (_lock)
        {
            _opens = opens > _opens ? opens : _opens;
        }
    }

    private TimeSpan? Remaining()
    {
        lock (_lock)
        {
            var remaining = _opens - time.GetUtcNow();
            return remaining > TimeSpan.Zero ? remaining : null;
        }
    }
}

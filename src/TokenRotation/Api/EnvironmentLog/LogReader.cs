namespace TokenRotation.Api.EnvironmentLog;

/// <summary>
/// Reads the entries that match a filter one by one, newest first, and holds one page of them: a page is asked for when the
/// one before has been taken. For one reader at a time.
/// </summary>
internal sealed class LogReader(EnvironmentLogApi log, string filter, DateTimeOffset since)
{
    private readonly Queue<LogEntry> _page = new();
    private string? _key;
    private bool _ended;

    // Of all keys one is kept, of a page further and further on (Brent's search for a cycle).
    private string? _keptKey;
    private long _pages;
    private long _keptUntil = 1;

    /// <summary>The entry that comes next, left where it is; null at the end.</summary>
    public async Task<LogEntry?> PeekAsync(CancellationToken cancellationToken)
    {
        while (_page.Count == 0 && !_ended)
        {
            await ReadPageAsync(cancellationToken).ConfigureAwait(false);
        }

        return _page.Count > 0 ? _page.Peek() : null;
    }

    /// <summary>Goes on behind the entry that was seen last.</summary>
    public void Take() => _page.Dequeue();

    private async Task ReadPageAsync(CancellationToken cancellationToken)
    {
        var page = await log.PageAsync(filter, since, _key, cancellationToken).ConfigureAwait(false);
        foreach (var entry in page.Entries)
        {
            _page.Enqueue(entry);
        }

        _ended = page.NextPageKey is null;
        _key = page.NextPageKey;
        if (_key is { } key && ComesRoundAgain(key))
        {
            throw log.Endless();
        }
    }

    private bool ComesRoundAgain(string key)
    {
        if (key == _keptKey)
        {
            return true;
        }

        _pages++;
        if (_pages >= _keptUntil)
        {
            _keptKey = key;
            _keptUntil *= 2;
        }

        return false;
    }
}

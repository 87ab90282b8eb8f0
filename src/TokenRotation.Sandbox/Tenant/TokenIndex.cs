namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// The tenant's tokens, found by ID, by secret and in order of creation, and dropped when their time after expiry is over.
/// Not thread-safe: the tenant locks.
/// </summary>
internal sealed class TokenIndex(Func<TimeSpan> purgeAfter)
{
    private readonly Dictionary<string, TokenEntry> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenEntry> _bySecret = new(StringComparer.Ordinal);
    private readonly PriorityQueue<TokenEntry, DateTimeOffset> _byExpiry = new();
    private readonly List<TokenEntry> _byCreation = [];
    private bool _creationOrderHolds = true;
    private long _lastSequence;

    public int Count => _byId.Count;

    /// <summary>Oldest first. Sorted when asked for, so that seeding a fleet in any order stays cheap.</summary>
    public List<TokenEntry> InOrderOfCreation
    {
        get
        {
            if (!_creationOrderHolds)
            {
                _byCreation.Sort(CompareCreation);
                _creationOrderHolds = true;
            }

            return _byCreation;
        }
    }

    public TokenEntry Add(TenantToken token, DateTimeOffset authenticatesFrom)
    {
        var entry = new TokenEntry(token, ++_lastSequence, authenticatesFrom);
        _byId.Add(token.Id, entry);
        _bySecret.Add(token.Token, entry);
        _creationOrderHolds &= _byCreation.Count == 0 || CompareCreation(_byCreation[^1], entry) < 0;
        _byCreation.Add(entry);
        if (token.ExpirationDate is { } expiry)
        {
            _byExpiry.Enqueue(entry, expiry);
        }

        return entry;
    }

    public TokenEntry? ById(string id) => _byId.GetValueOrDefault(id);

    public TokenEntry? BySecret(string secret) => _bySecret.GetValueOrDefault(secret);

    public void Remove(TokenEntry entry)
    {
        Forget(entry);
        InOrderOfCreation.RemoveAt(InOrderOfCreation.BinarySearch(entry, CreationComparer));
    }

    public void Purge(DateTimeOffset now)
    {
        var purged = false;
        while (_byExpiry.TryPeek(out var entry, out var expiry) && expiry + purgeAfter() <= now)
        {
            _byExpiry.Dequeue();
            if (!entry.Removed)
            {
                Forget(entry);
                purged = true;
            }
        }

        if (purged)
        {
            _byCreation.RemoveAll(entry => entry.Removed);
        }
    }

    private static Comparer<TokenEntry> CreationComparer { get; } = Comparer<TokenEntry>.Create(CompareCreation);

    private static int CompareCreation(TokenEntry left, TokenEntry right)
    {
        var byDate = left.Token.CreationDate.CompareTo(right.Token.CreationDate);
        return byDate != 0 ? byDate : left.Sequence.CompareTo(right.Sequence);
    }

    private void Forget(TokenEntry entry)
    {
        entry.Removed = true;
        _byId.Remove(entry.Token.Id);
        _bySecret.Remove(entry.Token.Token);
    }
}

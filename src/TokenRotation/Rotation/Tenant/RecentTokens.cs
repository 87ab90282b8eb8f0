using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Tenant;

/// <summary>
/// What the short lists of one order have shown since the snapshot, each token as it was seen last. A list needs to go back
/// only as far as the one before it; a token that has gone since stays here, which makes a run wait and never act.
/// </summary>
internal sealed class RecentTokens(DateTimeOffset from)
{
    private static readonly IReadOnlyList<DtToken> None = [];

    private readonly object _gate = new();
    private readonly Dictionary<string, DtToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _pending = new(StringComparer.Ordinal);

    /// <summary>What was created or changed before this has been seen (UTC, server).</summary>
    public DateTimeOffset From { get; private set; } = from;

    /// <summary>Takes a list in.</summary>
    /// <param name="tokens">What it showed.</param>
    /// <param name="begun">When it was asked for.</param>
    public void Add(IReadOnlyList<DtToken> tokens, DateTimeOffset begun)
    {
        lock (_gate)
        {
            From = begun > From ? begun : From;
            foreach (var token in tokens)
            {
                Add(token);
            }
        }
    }

    /// <summary>What has been seen.</summary>
    public IReadOnlyList<DtToken> Tokens
    {
        get
        {
            lock (_gate)
            {
                return _tokens.Values.ToList();
            }
        }
    }

    public DtToken? Find(string id)
    {
        lock (_gate)
        {
            return _tokens.TryGetValue(id, out var token) ? token : null;
        }
    }

    /// <summary>
    /// The tokens that were stamped as pending successors of <paramref name="oldId"/> when they were seen last.
    /// </summary>
    public IReadOnlyList<DtToken> PendingOf(string oldId)
    {
        lock (_gate)
        {
            return _pending.TryGetValue(oldId, out var ids)
                ? ids.Select(id => _tokens[id]).Where(token => IsPendingOf(token, oldId)).ToList()
                : None;
        }
    }

    private static bool IsPendingOf(DtToken token, string oldId) =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending, PartnerId: { } partner } && partner == oldId;

    private void Add(DtToken token)
    {
        _tokens[token.Id] = token;
        if (NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending, PartnerId: { } oldId })
        {
            if (!_pending.TryGetValue(oldId, out var ids))
            {
                _pending.Add(oldId, ids = new HashSet<string>(StringComparer.Ordinal));
            }

            ids.Add(token.Id);
        }
    }
}

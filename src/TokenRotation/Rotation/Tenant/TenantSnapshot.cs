using TokenRotation.Api;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Tenant;

/// <summary>An environment's tokens as a list showed them, found by ID and by what their stamps say.</summary>
internal sealed class TenantSnapshot
{
    private static readonly IReadOnlyList<DtToken> None = [];

    private readonly Dictionary<string, DtToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DtToken>> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DtToken>> _leftBehind = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _naming = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DtToken>> _successors = new(StringComparer.Ordinal);
    private readonly List<string> _replaced = [];

    private TenantSnapshot(DateTimeOffset takenAt) => TakenAt = takenAt;

    /// <summary>The server's time before the list was asked for: what happened later may be missing.</summary>
    public DateTimeOffset TakenAt { get; }

    /// <summary>Every rotation in the environment, by the ID of the token that is replaced.</summary>
    public IEnumerable<string> Rotations =>
        _replaced.Union(_pending.Keys, StringComparer.Ordinal).Union(_leftBehind.Keys, StringComparer.Ordinal)
            .Union(_successors.Where(line => IsUnderWay(line.Key, line.Value)).Select(line => line.Key), StringComparer.Ordinal);

    public IEnumerable<DtToken> Tokens => _tokens.Values;

    /// <summary>Lists the whole environment.</summary>
    public static async Task<TenantSnapshot> TakeAsync(ITokenApi api, CancellationToken cancellationToken)
    {
        var snapshot = new TenantSnapshot(api.ServerTime);
        PageCursor? next = null;
        do
        {
            var page = await api.ListAsync(new TokenQuery { NamesSuffice = true }, next, cancellationToken).ConfigureAwait(false);
            foreach (var token in page.Tokens)
            {
                snapshot.Add(token);
            }

            next = page.Next;
        }
        while (next is not null);

        return snapshot;
    }

    /// <summary>The snapshot as it is by now: what the short lists show takes the place of what was there.</summary>
    public async Task<TenantSnapshot> RenewedAsync(ITokenApi api, CancellationToken cancellationToken)
    {
        var lists = new ShortLists(TakenAt, cancellationToken);
        var modified = await lists.ReadAsync(api, TokenOrder.LastModifiedFirst, joined: 0).ConfigureAwait(false);
        // What has just been made has not been modified yet, and is not at the start of a list of what was.
        IReadOnlyList<RecentTokens> recent = api.Capabilities.ListsNamesOnly
            ? [modified]
            : [await lists.ReadAsync(api, TokenOrder.NewestFirst, joined: 0).ConfigureAwait(false), modified];
        var renewed = new TenantSnapshot(recent.Min(list => list.From));
        foreach (var token in recent.SelectMany(list => list.Tokens).Concat(api.Capabilities.ListsNamesOnly ? [] : Tokens))
        {
            renewed.Add(token);
        }

        return renewed;
    }

    public DtToken? Find(string id) => _tokens.TryGetValue(id, out var token) ? token : null;

    /// <summary>The tokens that are stamped as pending successors of <paramref name="oldId"/>, in no order.</summary>
    public IReadOnlyList<DtToken> PendingOf(string oldId) => _pending.TryGetValue(oldId, out var pending) ? pending : None;

    /// <summary>
    /// The tokens that were made to replace <paramref name="oldId"/>, left behind, and disabled since, in no order.
    /// </summary>
    public IReadOnlyList<DtToken> LeftBehindOf(string oldId) => _leftBehind.TryGetValue(oldId, out var tokens) ? tokens : None;

    /// <summary>There is such a token, or one that was made to replace it.</summary>
    public bool Knows(string id) => _tokens.ContainsKey(id) || _pending.ContainsKey(id) || _leftBehind.ContainsKey(id)
        || _successors.ContainsKey(id);

    /// <summary>Platform tokens say that they were made to replace this one.</summary>
    public bool HasSuccessors(string id) => _successors.ContainsKey(id);

    /// <summary>Those platform tokens, in no order.</summary>
    public IReadOnlyList<DtToken> SuccessorsOf(string id) => _successors.TryGetValue(id, out var tokens) ? tokens : None;

    /// <summary>The tokens whose stamps say that <paramref name="newId"/> replaces them.</summary>
    public IReadOnlyList<string> Naming(string newId) => _naming.TryGetValue(newId, out var naming) ? naming
        : ReplacedBy(newId) is { } oldId && _tokens.ContainsKey(oldId) ? [oldId]
        : [];

    /// <summary>The token that a platform token was made to replace; null for none.</summary>
    public string? ReplacedBy(string newId) =>
        Find(newId) is { Kind: DtTokenKind.Platform } token ? LineageMark.Read(token.Name)?.OldId : null;

    /// <summary>A platform token lives no longer than the lease that it was born with: its rotation is not through.</summary>
    public static bool IsLeased(DtToken token) =>
        token is { Kind: DtTokenKind.Platform, CreationDate: { } created, ExpirationDate: { } expires }
        && LineageMark.Read(token.Name) is { } mark && expires - created <= mark.Lease + PlatformTimes.Slack;

    /// <summary>A platform token lives longer than the lease that it was born with.</summary>
    public static bool IsExtended(DtToken token) =>
        token is { Kind: DtTokenKind.Platform, CreationDate: not null } && LineageMark.Read(token.Name) is not null
        && !IsLeased(token);

    /// <summary>Whether stamps of revocations lead from a token to one that has taken its place.</summary>
    /// <param name="id">The token.</param>
    /// <param name="heirId">The one that has taken its place.</param>
    /// <param name="isBelieved">Whose stamps count.</param>
    /// <param name="orIsAbout">One that is about to take it counts as well: commit marks lead to it.</param>
    public bool LeadsTo(string id, string heirId, Func<string, bool> isBelieved, bool orIsAbout = false)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(id) && isBelieved(id) && Find(id) is { } token
            && NameStamp.Read(token.Name).Stamp is { Kind: var kind and not StampKind.Pending, PartnerId: { } nextId }
            && (orIsAbout || kind == StampKind.Revoked))
        {
            if (nextId == heirId)
            {
                return true;
            }

            id = nextId;
        }

        return false;
    }

    private bool IsUnderWay(string oldId, List<DtToken> successors) =>
        _tokens.ContainsKey(oldId) || successors.Any(token => IsLeased(token) || (!token.Enabled && !HasSuccessors(token.Id)));

    private static void Add<T>(Dictionary<string, List<T>> index, string key, T value)
    {
        if (!index.TryGetValue(key, out var values))
        {
            index.Add(key, values = []);
        }

        values.Add(value);
    }

    private void Add(DtToken token)
    {
        // A token that is made while the pages are read may be seen twice.
        if (_tokens.ContainsKey(token.Id))
        {
            return;
        }

        _tokens.Add(token.Id, token);
        if (token.Kind == DtTokenKind.Platform)
        {
            if (LineageMark.Read(token.Name) is { } mark)
            {
                Add(_successors, mark.OldId, token);
            }

            return;
        }

        switch (NameStamp.Read(token.Name).Stamp)
        {
            case { Kind: StampKind.Pending, PartnerId: { } oldId }:
                Add(_pending, oldId, token);
                break;
            case { OriginId: { } originId }:
                Add(_leftBehind, originId, token);
                break;
            case { PartnerId: { } newId }:
                _replaced.Add(token.Id);
                Add(_naming, newId, token.Id);
                break;
        }
    }
}

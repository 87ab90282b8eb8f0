using TokenRotation.Api;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Tenant;

/// <summary>An environment's tokens as a list showed them, found by ID and by what their stamps say.</summary>
internal sealed class TenantSnapshot
{
    private static readonly IReadOnlyList<DtToken> None = [];

    private readonly Dictionary<string, DtToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DtToken>> _pending = new(StringComparer.Ordinal);
    private readonly List<string> _replaced = [];

    private TenantSnapshot(DateTimeOffset takenAt) => TakenAt = takenAt;

    /// <summary>The server's time before the list was asked for: what happened later may be missing.</summary>
    public DateTimeOffset TakenAt { get; }

    /// <summary>Every rotation in the environment, by the ID of the token that is replaced.</summary>
    public IEnumerable<string> Rotations => _replaced.Union(_pending.Keys, StringComparer.Ordinal);

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

    public DtToken? Find(string id) => _tokens.TryGetValue(id, out var token) ? token : null;

    /// <summary>The tokens that are stamped as pending successors of <paramref name="oldId"/>, in no order.</summary>
    public IReadOnlyList<DtToken> PendingOf(string oldId) => _pending.TryGetValue(oldId, out var pending) ? pending : None;

    private void Add(DtToken token)
    {
        // A token that is made while the pages are read may be seen twice.
        if (_tokens.ContainsKey(token.Id))
        {
            return;
        }

        _tokens.Add(token.Id, token);
        switch (NameStamp.Read(token.Name).Stamp)
        {
            case { Kind: StampKind.Pending, PartnerId: { } oldId }:
                if (!_pending.TryGetValue(oldId, out var pending))
                {
                    _pending.Add(oldId, pending = []);
                }

                pending.Add(token);
                break;
            case { PartnerId: not null }:
                _replaced.Add(token.Id);
                break;
        }
    }
}

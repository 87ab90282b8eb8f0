using TokenRotation.Api;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation;

/// <summary>
/// What the rotations of one run in one environment share: who calls, the snapshot, the short lists and the lanes. The caller
/// changes once at most, when the token that authenticates is replaced, which is the last thing that a run does.
/// </summary>
internal sealed class RotationRun
{
    // Both clocks behind a snapshot are the server's; the margin is for its whole seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private const int ShortPage = 100;

    public RotationRun(ITokenApi api, DtToken caller, TenantSnapshot snapshot, RotationOptions options, CancellationToken abort)
    {
        Api = api;
        Caller = caller;
        Snapshot = snapshot;
        Options = options;
        Abort = abort;
        Lanes = new Lanes(options.ThrottleLimit);
        Lists = new SharedLists(order => Lanes.RunAsync(() => ReadShortListAsync(Api, order)), options.EnoughForAList);
    }

    private readonly Dictionary<ISecretStore, Task> _proofs = [];

    public ITokenApi Api { get; private set; }

    /// <summary>The token that authenticates.</summary>
    public DtToken Caller { get; private set; }

    public TenantSnapshot Snapshot { get; }

    public RotationOptions Options { get; }

    public Lanes Lanes { get; }

    public SharedLists Lists { get; }

    /// <summary>Ends everything at once.</summary>
    public CancellationToken Abort { get; }

    public void SwitchTo(ITokenApi api, DtToken caller) => (Api, Caller) = (api, caller);

    /// <summary>Proves once a run, before anything is created, that a store keeps what it is given.</summary>
    /// <exception cref="SecretStoreException">It does not.</exception>
    public Task ProveAsync(ISecretStore store, SecretSlots slots)
    {
        lock (_proofs)
        {
            if (!_proofs.TryGetValue(store, out var proof))
            {
                _proofs.Add(store, proof = StoreCanary.SendAsync(store, slots.Canary(Options.NewOperation()), Abort));
            }

            return proof;
        }
    }

    /// <summary>
    /// What was created or renamed since the snapshot, and in API v1 the names of all: the start of the list, up to what the
    /// snapshot has seen.
    /// </summary>
    public async Task<IReadOnlyList<DtToken>> ReadShortListAsync(ITokenApi api, TokenOrder order)
    {
        var seen = Snapshot.TakenAt - Margin;
        var query = new TokenQuery { Order = order, NamesSuffice = true, PageSize = ShortPage };
        var tokens = new List<DtToken>();
        PageCursor? next = null;
        do
        {
            var page = await api.ListAsync(query, next, Abort).ConfigureAwait(false);
            tokens.AddRange(page.Tokens);
            next = page.Tokens.Any(token => IsOlderThan(seen, token, order)) ? null : page.Next;
        }
        while (next is not null);

        return tokens;
    }

    // API v1 tells no dates with its names; it has one page anyway.
    private static bool IsOlderThan(DateTimeOffset seen, DtToken token, TokenOrder order) => order == TokenOrder.NewestFirst
        ? token.CreationDate < seen
        : token.ModifiedDate is null || token.ModifiedDate < seen;
}

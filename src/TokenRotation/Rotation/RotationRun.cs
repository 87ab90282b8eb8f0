using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation;

/// <summary>
/// What the rotations of one run in one environment share: who calls, the snapshot, the short lists and the lanes of its
/// calls. The caller changes once at most, when the token that authenticates is replaced, which is the last thing that a run
/// does.
/// </summary>
internal sealed class RotationRun
{
    // Both clocks behind a list are the server's; the margin is for its whole seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private const int ShortPage = 100;
    private const int ChangesOfARotation = 3;

    private readonly Dictionary<TokenOrder, RecentTokens> _recent;
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private DtToken _caller;

    public RotationRun(ITokenApi api, DtToken caller, TenantSnapshot snapshot, RotationOptions options, CancellationToken abort)
    {
        Api = new ThrottledApi(api, new Lanes(options.ThrottleLimit));
        _caller = caller;
        Snapshot = snapshot;
        Options = options;
        Abort = abort;
        _recent = new Dictionary<TokenOrder, RecentTokens>
        {
            [TokenOrder.NewestFirst] = new(snapshot.TakenAt),
            [TokenOrder.LastModifiedFirst] = new(snapshot.TakenAt),
        };
        Proofs = new StoreProofs(abort);
        Listings = new StoreListings(abort);
        Lists = new SharedLists(order => ReadShortListAsync(Api, order), options.EnoughForAList);
    }

    /// <summary>The only way to the environment.</summary>
    public ThrottledApi Api { get; private set; }

    /// <summary>The token that authenticates.</summary>
    public DtToken Caller => _caller.Knowing(Api);

    public TenantSnapshot Snapshot { get; }

    public RotationOptions Options { get; }

    public SharedLists Lists { get; }

    public StoreProofs Proofs { get; }

    public StoreListings Listings { get; }

    /// <summary>Ends everything at once.</summary>
    public CancellationToken Abort { get; }

    /// <summary>
    /// The facts at this moment. A token of the future, and a change of this run that the server dates otherwise, say that a
    /// clock is wrong: then no age is believed.
    /// </summary>
    public RotationFacts AtThisMoment(RotationFacts facts)
    {
        var times = Api.ServerTimes;
        return facts with
        {
            Now = Api.ServerTime,
            Earliest = times.Earliest,
            Latest = times.Latest,
            TimeIsKnown = times.IsKnown && !facts.Tokens.Any(token => IsOfTheFuture(token, times.Latest)),
        };
    }

    /// <summary>What was approved is still what the planner would do, with this token where one is named.</summary>
    public bool IsStill(RotationStep step, RotationFacts fresh, string? successorId = null) =>
        Options.Planner(fresh) is var again && again.Step == step && (successorId is null || again.Successor?.Id == successorId);

    /// <summary>
    /// The server's time for a stamp. Where no answer tells it, a clock that is behind would date what is done to a token before
    /// its creation.
    /// </summary>
    public DateTimeOffset TimeAfter(DtToken token) =>
        token.CreationDate is { } created && created > Api.ServerTime ? created : Api.ServerTime;

    private static bool IsOfTheFuture(DtToken token, DateTimeOffset latest) =>
        token.CreationDate > latest + RotationTimes.Disagreement || token.ModifiedDate > latest + RotationTimes.Disagreement;

    /// <summary>This run has deleted the token.</summary>
    public bool IsDeleted(string id)
    {
        lock (_deleted)
        {
            return _deleted.Contains(id);
        }
    }

    public void Deleted(string id)
    {
        lock (_deleted)
        {
            _deleted.Add(id);
        }
    }

    public void SwitchTo(ThrottledApi api, DtToken caller) => (Api, _caller) = (api, caller);

    /// <summary>
    /// Who edits the old token. The one that authenticates must not edit itself in API v1, and its successor has to prove that
    /// it can.
    /// </summary>
    public ThrottledApi EditorOf(RotationFacts facts) =>
        facts.Old!.Id == Caller.Id && facts.Own is { } own ? Api.As(own.Token) : Api;

    /// <summary>
    /// What was created or renamed since the snapshot: the start of the list, up to what has been seen. Where a list tells
    /// names without dates, the names of all.
    /// </summary>
    public async Task<RecentTokens> ReadShortListAsync(ITokenApi api, TokenOrder order)
    {
        var begun = api.ServerTime;
        var recent = api.Capabilities.ListsNamesOnly ? new RecentTokens(begun) : _recent[order];
        var seen = recent.From - Margin;
        var tokens = new List<DtToken>();
        bool mayHaveMoved;
        do
        {
            var (start, pages) = await ReadStartAsync(api, order, seen).ConfigureAwait(false);
            tokens.AddRange(start);
            // A token that is changed while the pages are read moves to the front, past the page that is being read.
            mayHaveMoved = pages > 1 && order == TokenOrder.LastModifiedFirst;
            seen = start.Max(token => token.ModifiedDate) ?? seen;
        }
        while (mayHaveMoved);

        recent.Add(tokens, begun);
        return recent;
    }

    // The tokens in front of the first that is older, and how many pages they took.
    private async Task<(List<DtToken> Tokens, int Pages)> ReadStartAsync(ITokenApi api, TokenOrder order, DateTimeOffset seen)
    {
        var query = new TokenQuery
        {
            Order = order,
            NamesSuffice = true,
            PageSize = ShortPage + (ChangesOfARotation * Lists.Joined),
        };
        var tokens = new List<DtToken>();
        var pages = 0;
        PageCursor? next = null;
        do
        {
            var page = await api.ListAsync(query, next, Abort).ConfigureAwait(false);
            tokens.AddRange(page.Tokens);
            pages++;
            next = page.Tokens.Any(token => IsOlderThan(seen, token, order)) ? null : page.Next;
        }
        while (next is not null);

        return (tokens, pages);
    }

    // API v1 tells no dates with its names; it has one page anyway.
    private static bool IsOlderThan(DateTimeOffset seen, DtToken token, TokenOrder order) => order == TokenOrder.NewestFirst
        ? token.CreationDate < seen
        : token.ModifiedDate is null || token.ModifiedDate < seen;
}

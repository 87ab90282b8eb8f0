using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation;

/// <summary>
/// What the rotations of one run in one environment share: who calls, the snapshot, the short lists and the lanes of its
/// calls. The caller changes once at most, when the token that authenticates is replaced, which is the last thing that a run
/// does.
/// </summary>
internal sealed class RotationRun
{
    private readonly ShortLists _shortLists;
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private DtToken _caller;

    public RotationRun(ITokenApi api, DtToken caller, TenantSnapshot snapshot, RotationOptions options, CancellationToken abort)
    {
        Api = new ThrottledApi(api, new Lanes(options.ThrottleLimit), options.Time);
        _caller = caller;
        Snapshot = snapshot;
        Options = options;
        Abort = abort;
        _shortLists = new ShortLists(snapshot.TakenAt, abort);
        Proofs = new StoreProofs(abort);
        Listings = new StoreListings(abort);
        Room = new OwnersRoom(snapshot);
        Lists = new SharedLists(order => ReadShortListAsync(Api, order), options.EnoughForAList);
    }

    /// <summary>The only way to the environment.</summary>
    public ThrottledApi Api { get; private set; }

    /// <summary>The token that authenticates.</summary>
    public DtToken Caller => _caller.Knowing(Api);

    public TenantSnapshot Snapshot { get; }

    public RotationOptions Options { get; }

    public SharedLists Lists { get; }

    /// <summary>How many more platform tokens each owner may have.</summary>
    public OwnersRoom Room { get; }

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

    /// <summary>The server's time; not before a token's creation, whatever clock tells it.</summary>
    public DateTimeOffset TimeAfter(DtToken token) => StampTime.NotBefore(token, Api.ServerTime);

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

    /// <inheritdoc cref="ShortLists.ReadAsync"/>
    public Task<RecentTokens> ReadShortListAsync(ITokenApi api, TokenOrder order) =>
        _shortLists.ReadAsync(api, order, Lists.Joined);
}

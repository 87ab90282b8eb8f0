using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Platform.Steps;

/// <summary>
/// Finds out where the rotation of one platform token stands. An account reads no token by itself and lists all of them at once:
/// every look is a list.
/// </summary>
internal sealed class PlatformFactFinder(RotationRun run, RotationTarget target) : IFactFinder
{
    private static readonly StoreFacts NothingRead = new(null, CurrentIsDead: false, Unreadable: false, []) { IsUnread = true };

    private IReadOnlyDictionary<string, DtToken> _seen = new Dictionary<string, DtToken>();

    public async Task<RotationFacts> ObserveAsync() =>
        await ReadStoreOnceAsync(await ObserveTenantAsync().ConfigureAwait(false)).ConfigureAwait(false);

    public async Task<RotationFacts> ObserveTenantAsync()
    {
        var facts = new RotationFacts
        {
            OldId = target.OldId,
            NewName = target.Missing?.Name,
            Policy = target.Places.IsPipeline ? target.Policy : target.Policy.WithStore(),
            Caller = run.Caller,
            Capabilities = run.Api.Capabilities,
            SettlingTime = run.Options.SettlingTime,
            Now = run.Api.ServerTime,
            MayBegin = target.MayBegin,
            IsPiped = target.IsPiped,
        };
        // What has leaked has been made inactive since the snapshot.
        facts = target.Policy.Compromised
            ? await ListAsync(facts).ConfigureAwait(false)
            : From(facts, run.Snapshot.Tokens, run.Snapshot.TakenAt);
        facts = facts with
        {
            Policy = facts.Policy.FittedTo(facts.Old),
            Refusal = target is { Missing: { } missing, Places.IsPipeline: true } ? RotationMessages.MissingNeedsStore(missing)
                : target.Refusal ?? (facts.Old is { } old ? PlatformSuccessor.Refusal(old, target) : null),
        };
        var place = PlaceOf(facts);
        return facts with { Place = place.Mark, Entries = place.Names };
    }

    public async Task<RotationFacts> ReadStoreOnceAsync(RotationFacts facts)
    {
        if (target.Places.IsPipeline)
        {
            return facts;
        }

        var unread = facts with { Store = NothingRead };
        var plan = run.Options.Planner(unread);
        if (plan is { Step: RotationStep.None, State: RotationState.NotDue or RotationState.Refused or RotationState.Removed })
        {
            return unread;
        }

        try
        {
            return await ReadStoreAsync(facts).ConfigureAwait(false);
        }
        catch (SecretNameException) when (facts.Old is null && facts.Pending.Count == 0)
        {
            // A token that cannot have an entry of this kind has none.
            return unread;
        }
    }

    public async Task<RotationFacts> RefreshAsync(RotationFacts facts) =>
        run.AtThisMoment(await ReadStoreAsync(await ListAsync(facts).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>The facts by a list that was begun after the question, shared with others that ask at the time.</summary>
    public async Task<RotationFacts> NextListAsync(RotationFacts facts)
    {
        var list = await run.Lists.NextAsync(TokenOrder.NewestFirst).ConfigureAwait(false);
        return run.AtThisMoment(From(facts, list.Tokens, list.From));
    }

    /// <summary>The facts with what the store holds now; the same for the pipeline.</summary>
    public async Task<RotationFacts> ReadStoreAsync(RotationFacts facts)
    {
        if (target.Places.IsPipeline)
        {
            return facts;
        }

        var read = await PlaceOf(facts).ReadAsync([.. facts.Pending, .. Committed(facts)], IsDeadAsync).ConfigureAwait(false);
        var known = read.Select(entry => entry with { CurrentIsAncestor = IsAncestor(facts, entry.CurrentId) }).ToList();
        return Sorted(facts with { Store = StoreFacts.Together(known, target.OldId, facts.Heirs) });
    }

    /// <summary>Where the rotation's secrets are, as far as the facts tell its tokens' name.</summary>
    public SecretPlace PlaceOf(RotationFacts facts) => target.Places.Of(NameOf(facts), run.Api, run.Abort);

    /// <summary>The name of the tokens without a mark.</summary>
    public string NameOf(RotationFacts facts) => facts.Old is { } old ? NameStamp.Read(old.Name).BaseName
        : target.Missing?.Name
            ?? facts.Line.Select(token => NameStamp.Read(token.Name).BaseName).FirstOrDefault() ?? string.Empty;

    /// <inheritdoc cref="FactFinder.SecretOfAsync"/>
    public async Task<ApiToken?> SecretOfAsync(RotationFacts facts, string id) =>
        facts.Own is { Stored: true } own && own.Id == id
            ? own.Token
            : await PlaceOf(facts).PendingAsync(id).ConfigureAwait(false);

    /// <summary>Removes from the stores what runs that died have left beside the entries.</summary>
    public Task SweepAsync(RotationFacts facts) =>
        PlaceOf(facts).SweepAsync(run.Listings, (held, currentId) => Task.FromResult(IsLeftOver(held, currentId)));

    /// <summary>The token with this ID, as it was listed last.</summary>
    public DtToken? Seen(string id) => _seen.TryGetValue(id, out var token) ? token : null;

    private async Task<RotationFacts> ListAsync(RotationFacts facts)
    {
        var list = await run.ReadShortListAsync(run.Api, TokenOrder.NewestFirst).ConfigureAwait(false);
        return run.AtThisMoment(From(facts, list.Tokens, list.From));
    }

    private RotationFacts From(RotationFacts facts, IEnumerable<DtToken> tokens, DateTimeOffset seenAt)
    {
        var seen = new Dictionary<string, DtToken>(StringComparer.Ordinal);
        foreach (var token in tokens.Where(token => !run.IsDeleted(token.Id)))
        {
            seen[token.Id] = token;
        }

        _seen = seen;
        var old = Seen(target.OldId);
        var before = old is null || LineageMark.Read(old.Name) is not { } mark ? null : Seen(mark.OldId);
        before = before?.Owner == old?.Owner ? before : null;
        return run.AtThisMoment(Sorted(facts with
        {
            Old = old,
            Line = LineOf(target.OldId),
            ReplacedId = before?.Id,
            OlderId = before is not null && HasEnded(before) ? before.Id : null,
            HasRoom = run.Room.HasRoom(old?.Owner),
            SeenAt = seenAt,
        }));
    }

    // What is shared with classic rotations reads the same facts under their names.
    private static RotationFacts Sorted(RotationFacts facts)
    {
        var situation = new PlatformSituation(facts);
        return facts with { Pending = situation.Leased, Heirs = situation.Heirs, LeftBehind = situation.LeftBehind };
    }

    private static IEnumerable<DtToken> Committed(RotationFacts facts)
    {
        var situation = new PlatformSituation(facts);
        return facts.Line.Where(situation.IsCommitted);
    }

    private List<DtToken> LineOf(string id)
    {
        var line = new List<DtToken>();
        var ids = new HashSet<string>(StringComparer.Ordinal) { id };
        var marked = _seen.Values
            .Select(token => (Token: token, Mark: LineageMark.Read(token.Name)))
            .Where(each => each.Mark is not null)
            .ToLookup(each => each.Mark!.OldId, each => each.Token, StringComparer.Ordinal);
        for (var left = new Queue<string>(ids); left.Count > 0;)
        {
            foreach (var token in marked[left.Dequeue()].Where(token => ids.Add(token.Id)))
            {
                line.Add(token);
                left.Enqueue(token.Id);
            }
        }

        return line;
    }

    private bool HasEnded(DtToken token) => !token.Enabled || token.ExpirationDate <= run.Api.ServerTimes.Latest;

    // A restored backup: the entry holds a token that this one has replaced, or one that was replaced by that.
    private bool IsAncestor(RotationFacts facts, string? id)
    {
        var climbed = new HashSet<string>(StringComparer.Ordinal);
        for (var token = facts.Old; id is not null && token is not null && climbed.Add(token.Id);)
        {
            var beforeId = LineageMark.Read(token.Name)?.OldId;
            if (beforeId == id)
            {
                return Seen(id) is not { } held || HasEnded(held);
            }

            token = beforeId is null ? null : Seen(beforeId);
        }

        return false;
    }

    private async Task<bool> IsDeadAsync(StoredSecret current) =>
        current.TokenId is { } id && id != target.OldId && Seen(id) is null
        && await run.Api.FindAsync(id, run.Abort).ConfigureAwait(false) is null;

    private bool IsLeftOver(StoredSecret held, string? currentId) =>
        held.TokenId is { } id
        && (Seen(id) is not { } token
            || (id == currentId && (LineageMark.Read(token.Name) is not { } mark || Seen(mark.OldId) is null)));
}

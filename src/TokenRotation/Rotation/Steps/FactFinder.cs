using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;
using static TokenRotation.Rotation.Steps.PendingSuccessors;

namespace TokenRotation.Rotation.Steps;

/// <summary>Finds out where the rotation of one token stands: in the snapshot, in lists read since, and in the store.</summary>
internal sealed partial class FactFinder(RotationRun run, RotationTarget target) : IFactFinder
{
    private static readonly StoreFacts NothingRead = new(null, CurrentIsDead: false, Unreadable: false, []) { IsUnread = true };

    /// <summary>What the tenant shows, and as far as it matters the store.</summary>
    public async Task<RotationFacts> ObserveAsync() =>
        await ReadStoreOnceAsync(await ObserveTenantAsync().ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>The facts if the store held the old token: where a rotation stands if the store cannot be read.</summary>
    public static RotationFacts BeforeTheStore(RotationFacts facts) =>
        facts with { Store = NothingRead with { CurrentId = facts.OldId } };

    /// <summary>The facts with what the store holds, as far as it matters.</summary>
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
            return facts with { Store = await ReadStoreAsync(facts).ConfigureAwait(false) };
        }
        catch (SecretNameException) when ((plan.State == RotationState.Revoked || facts.Old is null) && facts.Pending.Count == 0)
        {
            // A token that cannot have an entry of this kind has none that could have fallen back to it.
            return unread;
        }
    }

    /// <summary>
    /// The facts anew, as they are by now: the snapshot may be older than what another run has done since, and a contradiction
    /// between the two is none.
    /// </summary>
    public async Task<RotationFacts> RefreshAsync(RotationFacts facts)
    {
        var seenAt = run.Api.ServerTime;
        var recent = await run.ReadShortListAsync(run.Api, TokenOrder.NewestFirst).ConfigureAwait(false);
        var merged = await MergePendingAsync(facts, recent).ConfigureAwait(false);
        var old = NewTokenKey.Is(facts.OldId) ? null : await GetAsync(facts.OldId).ConfigureAwait(false);
        var refreshed = await FollowStampsAsync(merged with { Old = old, SeenAt = seenAt }, GetAsync).ConfigureAwait(false);
        return refreshed with
        {
            Store = await ReadStoreAsync(refreshed).ConfigureAwait(false),
            // A list may go on showing a token that has been deleted: it proves that it works before it is marked again.
            Own = refreshed.Own is { CommitTried: true } own ? own with { Verified = false, Rechecked = false } : refreshed.Own,
        };
    }

    /// <summary>
    /// What a leftover token and the old one are by now, each read by itself, and what the stamps and the store say: the last
    /// look before something is done to it that cannot be undone.
    /// </summary>
    public async Task<RotationFacts> ReadAgainAsync(RotationFacts facts, DtToken orphan)
    {
        var seenAt = run.Api.ServerTime;
        var old = facts.Old is null ? null : await run.Api.FindAsync(facts.OldId, run.Abort).ConfigureAwait(false);
        var now = await run.Api.FindAsync(orphan.Id, run.Abort).ConfigureAwait(false);
        var isStill = now is not null && NameStamp.Read(now.Name).Stamp == NameStamp.Read(orphan.Name).Stamp;
        var isPending = NameStamp.Read(orphan.Name).Stamp is { Kind: StampKind.Pending };
        var pending = facts.WithoutPending(orphan.Id).Pending;
        var leftBehind = facts.LeftBehind.Where(token => token.Id != orphan.Id);
        var fresh = facts with
        {
            Old = old,
            Pending = InOrder(isStill && isPending ? [now!, .. pending] : pending),
            LeftBehind = InOrder(isStill && !isPending ? [now!, .. leftBehind] : leftBehind),
            SeenAt = seenAt,
        };
        fresh = await FollowStampsAsync(fresh, GetAsync).ConfigureAwait(false);
        return run.AtThisMoment(fresh with { Store = await ReadStoreAsync(fresh).ConfigureAwait(false) });
    }

    /// <summary>
    /// The facts with the old token and one of its heirs as they are at this moment; the act on them follows at once.
    /// </summary>
    public async Task<RotationFacts> ReadPairAsync(RotationFacts facts, string? heirId)
    {
        var seenAt = run.Api.ServerTime;
        var heir = heirId is null ? null : await GetAsync(heirId).ConfigureAwait(false);
        var old = await GetAsync(facts.OldId).ConfigureAwait(false);
        var fresh = facts with
        {
            Old = old,
            Heirs = facts.Heirs.Select(known => known.Id == heirId ? heir : known).OfType<DtToken>().ToList(),
            Pending = facts.Pending.Select(known => known.Id == heirId ? heir : known).OfType<DtToken>()
                .Where(token => IsPendingOf(token, facts.OldId)).ToList(),
            SeenAt = seenAt,
        };
        return run.AtThisMoment(old is not null && NameStamp.Read(old.Name).Stamp != new Situation(facts).Stamp
            ? await FollowStampsAsync(fresh, GetAsync).ConfigureAwait(false)
            : fresh);
    }

    /// <summary>
    /// The facts with the old token, the line that its stamp leads to and what was left behind, each read by itself, and with
    /// what the store holds.
    /// </summary>
    public async Task<RotationFacts> ReadLineAsync(RotationFacts facts)
    {
        var seenAt = run.Api.ServerTime;
        var leftBehind = new List<DtToken>();
        foreach (var known in facts.LeftBehind)
        {
            leftBehind.AddRange(await GetAsync(known.Id).ConfigureAwait(false) is { } now ? [now] : []);
        }

        var old = await GetAsync(facts.OldId).ConfigureAwait(false);
        var fresh = facts with { Old = old, LeftBehind = InOrder(leftBehind), SeenAt = seenAt };
        fresh = await FollowStampsAsync(fresh, GetAsync).ConfigureAwait(false);
        return run.AtThisMoment(fresh with { Store = await ReadStoreAsync(fresh).ConfigureAwait(false) });
    }

    /// <summary>The facts with what lists show that were read since.</summary>
    public async Task<RotationFacts> MergeAsync(RotationFacts facts, RecentTokens recent)
    {
        var merged = await MergePendingAsync(facts, recent).ConfigureAwait(false);
        return await FollowStampsAsync(merged, id => FindAsync(merged, id, recent)).ConfigureAwait(false);
    }

    private async Task<RotationFacts> MergePendingAsync(RotationFacts facts, RecentTokens recent)
    {
        // A list of names is complete: what it does not show is gone.
        var known = facts.Pending
            .Select(token =>
                recent.Find(token.Id) is { } now ? Renewed(token, now) : run.Api.Capabilities.ListsNamesOnly ? null : token)
            .OfType<DtToken>()
            .ToList();
        foreach (var added in recent.PendingOf(facts.OldId).Where(token => facts.Pending.All(other => other.Id != token.Id)))
        {
            if (await CompleteAsync(added).ConfigureAwait(false) is { } complete)
            {
                known.Add(complete);
            }
        }

        return facts with
        {
            // The list may have told whose tokens a Bearer makes.
            Caller = run.Caller,
            Old = facts.Old is { } before && recent.Find(before.Id) is { } after
                ? Renewed(before, after)
                : run.Api.Capabilities.ListsNamesOnly ? null : facts.Old,
            Pending = InOrder(known.Where(token => IsPendingOf(token, facts.OldId))),
        };
    }

    /// <summary>Where the rotation's secrets are, as far as the facts tell its tokens' name.</summary>
    public SecretPlace PlaceOf(RotationFacts facts) => target.Places.Of(NameOf(facts), run.Api, run.Abort);

    /// <summary>The name of the tokens without a stamp, as whole as any of them still carries it.</summary>
    public string NameOf(RotationFacts facts)
    {
        var bearers = facts.Heirs.Concat(facts.Pending).Select(token => NameStamp.Read(token.Name).BaseName).ToList();
        return facts.Old is { } old
            ? NameStamp.LongestName(NameStamp.Read(old.Name).BaseName, facts.Own is { } own ? [own.Name, .. bearers] : bearers)
            : target.Missing?.Name ?? bearers.FirstOrDefault()
                ?? facts.LeftBehind.Select(token => NameStamp.Read(token.Name).BaseName).FirstOrDefault() ?? string.Empty;
    }

    /// <summary>
    /// The successor's secret: the one in hand, or the one that waits for it in the store; null if neither is there.
    /// </summary>
    public async Task<ApiToken?> SecretOfAsync(RotationFacts facts, DtToken successor) =>
        facts.Own is { Stored: true } own && own.Id == successor.Id
            ? own.Token
            : await PlaceOf(facts).PendingAsync(successor.Id).ConfigureAwait(false);

    /// <summary>What the tenant shows.</summary>
    public async Task<RotationFacts> ObserveTenantAsync()
    {
        // What has leaked has been revoked since the snapshot.
        var old = await (target.Policy.Compromised ? GetAsync(target.OldId) : CompleteAsync(run.Snapshot.Find(target.OldId)))
            .ConfigureAwait(false);
        var pending = new List<DtToken>();
        foreach (var token in run.Snapshot.PendingOf(target.OldId))
        {
            if (await CompleteAsync(token).ConfigureAwait(false) is { } complete)
            {
                pending.Add(complete);
            }
        }

        var facts = new RotationFacts
        {
            OldId = target.OldId,
            NewName = target.Missing?.Name,
            Old = old,
            Pending = InOrder(pending.Where(token => IsPendingOf(token, target.OldId))),
            LeftBehind = await LeftBehindAsync().ConfigureAwait(false),
            Policy = (target.Places.IsPipeline ? target.Policy : target.Policy.WithStore()).FittedTo(old),
            Caller = run.Caller,
            Capabilities = run.Api.Capabilities,
            SettlingTime = run.Options.SettlingTime,
            Now = run.Api.ServerTime,
            SeenAt = run.Snapshot.TakenAt,
            MayBegin = target.MayBegin,
            IsPiped = target.IsPiped,
            Refusal = target is { Missing: { } missing, Places.IsPipeline: true } ? RotationMessages.MissingNeedsStore(missing)
                : target.Refusal is { } refusal ? refusal
                : old is null ? null
                : SuccessorPlan.Refusal(old, target, run.Caller, run.Api.Capabilities),
        };
        var followed = await FollowStampsAsync(facts, id => FindAsync(facts, id)).ConfigureAwait(false);
        var place = PlaceOf(followed);
        return run.AtThisMoment(followed with
        {
            Place = place.Mark,
            Entries = place.Names,
            PartnerIsShared = followed.Heirs.Count > 0 && run.Snapshot.Naming(followed.Heirs[0].Id).Any(id => id != target.OldId),
            OlderId = run.Snapshot.Naming(target.OldId).FirstOrDefault(IsStillToGo),
            ReplacedId = run.Snapshot.Naming(target.OldId).FirstOrDefault(IsOurs),
        });
    }

    // The facts with the successors that the old token's stamp leads to.
    private async Task<RotationFacts> FollowStampsAsync(RotationFacts facts, Func<string, Task<DtToken?>> find)
    {
        var heirs = new List<DtToken>();
        var token = facts.Old;
        // A stamp on somebody else's token leads nowhere.
        while (token is not null && (heirs.Count == 0 || token.Owner == run.Caller.Owner)
            && NameStamp.Read(token.Name).Stamp is { Kind: not StampKind.Pending, PartnerId: { } heirId }
            && heirs.All(known => known.Id != heirId))
        {
            token = await find(heirId).ConfigureAwait(false)
                ?? (heirs.Count == 0 ? await GetAsync(heirId).ConfigureAwait(false) : null);
            if (token is not null)
            {
                heirs.Add(token);
            }
        }

        return facts with { Heirs = heirs };
    }

    // A stranger's token, which may be the first of the line, is not waited for longer than its stamp says.
    private bool IsStillToGo(string id) =>
        !run.IsDeleted(id) && run.Snapshot.Find(id) is { } token
        && NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Revoked } stamp
        && (IsOurs(id) || TokenRevocation.Since(token) + (stamp.Span ?? TimeSpan.Zero) + RotationTimes.LeftBehindGrace
            > run.Api.ServerTimes.Earliest);

    private bool IsOurs(string id) =>
        !run.IsDeleted(id) && run.Snapshot.Find(id) is { } token && (token.Owner is null || token.Owner == run.Caller.Owner);

    private async Task<List<DtToken>> LeftBehindAsync()
    {
        var found = new List<DtToken>();
        foreach (var token in run.Snapshot.LeftBehindOf(target.OldId))
        {
            // Somebody may have given it another name since the list.
            if (await CompleteAsync(token).ConfigureAwait(false) is { } complete
                && NameStamp.Read(complete.Name).Stamp?.OriginId == target.OldId)
            {
                found.Add(complete);
            }
        }

        return found;
    }

    private async Task<DtToken?> FindAsync(RotationFacts facts, string id, RecentTokens? recent = null) =>
        facts.Pending.FirstOrDefault(known => known.Id == id)
        ?? await CompleteAsync(recent?.Find(id) ?? run.Snapshot.Find(id)).ConfigureAwait(false);

    private async Task<DtToken?> CompleteAsync(DtToken? listed) =>
        listed is not null && run.Api.Capabilities.ListsNamesOnly ? await GetAsync(listed.Id).ConfigureAwait(false) : listed;

    private DtToken Renewed(DtToken known, DtToken listed) =>
        run.Api.Capabilities.ListsNamesOnly ? known with { Name = listed.Name } : listed;

    // A node of a cluster may not know yet what another has made: gone is a secret that is refused, too.
    private async Task<bool> IsDeadAsync(StoredSecret current) =>
        current.TokenId is { } id && id != target.OldId && run.Snapshot.Find(id) is null
        && await GetAsync(id).ConfigureAwait(false) is null
        && await run.Api.FindAsync(current.Token, run.Abort).ConfigureAwait(false) is null;

    private Task<DtToken?> GetAsync(string id) => run.Api.FindAsync(id, run.Abort);
}

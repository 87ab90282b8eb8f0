using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Steps;

/// <summary>The steps that make the new token the successor: the commit mark, and the way of its secret to its place.</summary>
internal sealed class CommitSteps(RotationRun run, FactFinder finder, IRotationHost host)
{
    private static readonly TimeSpan BeforeCreation = TimeSpan.FromSeconds(1);

    public async Task<RotationFacts> RecheckAsync(RotationFacts facts)
    {
        // The new token reads this list itself where it will have to take over: it must be able to. Whose turn it is in the
        // pipeline has nobody to share a list with.
        var list = facts.Old!.Id == run.Caller.Id
            ? await run.ReadShortListAsync(run.Api.As(facts.Own!.Token), TokenOrder.LastModifiedFirst).ConfigureAwait(false)
            : facts.Store is null ? await run.ReadShortListAsync(run.Api, TokenOrder.LastModifiedFirst).ConfigureAwait(false)
            : await run.Lists.NextAsync(TokenOrder.LastModifiedFirst).ConfigureAwait(false);
        var merged = await finder.MergeAsync(facts, list).ConfigureAwait(false);
        return merged with { SeenAt = list.From, Own = facts.Own! with { Rechecked = true } };
    }

    public async Task<RotationFacts> CommitAsync(RotationFacts facts, DtToken successor)
    {
        var isNamed = new Situation(facts).Stamp?.PartnerId == successor.Id;
        if (facts.Own?.Id != successor.Id || isNamed)
        {
            // What another run has begun may have gone on since: its mark is not written over.
            var fresh = await finder.ReadPairAsync(facts, successor.Id).ConfigureAwait(false);
            fresh = fresh with { Store = await finder.ReadStoreAsync(fresh).ConfigureAwait(false) };
            if (!run.IsStill(RotationStep.Commit, fresh, successor.Id)
                || (fresh.Store?.IsInEach(successor.Id) == false
                    && !await finder.PlaceOf(fresh).SpreadAsync(successor.Id).ConfigureAwait(false)))
            {
                return fresh;
            }

            facts = fresh;
        }
        else if (facts is { Old.Enabled: false, Policy.Compromised: false })
        {
            // A list may show too late that somebody has enabled it again: this would revoke it.
            var fresh = await finder.ReadPairAsync(facts, null).ConfigureAwait(false);
            if (fresh.Old is not { Enabled: false } || new Situation(fresh).Stamp != new Situation(facts).Stamp)
            {
                return fresh;
            }

            facts = fresh;
        }

        var old = facts.Old!;
        var now = run.TimeAfter(successor);
        // Whoever made the successor of a compromised token had revoked that before; of another one nobody knows since when.
        var revokedFirst = facts.Policy.Compromised && facts.Own?.Id == successor.Id
            ? (successor.CreationDate ?? now) - BeforeCreation
            : StampTime.After(run.Api, successor);
        var revokedAt = NameStamp.Read(old.Name).Stamp is { Kind: StampKind.Revoked, At: { } noted }
            && !(facts.Policy.Compromised && noted > revokedFirst)
            ? noted
            : revokedFirst;
        // Another mark, which names a token that lost, is written over: what it promises stands.
        var terms = new Situation(facts);
        var needsUse = terms.Use is not null || terms.EntryIsNew;
        var stamp = old.Enabled
            ? NameStamp.Superseded(
                StampTime.OfMark(run.Api, successor, terms.Overlap), successor.Id, terms.Overlap, needsUse)
            : NameStamp.Revoked(revokedAt, successor.Id, terms.Grace);
        var name = stamp.ApplyTo(NameStamp.WholeName(NameStamp.Read(old.Name).BaseName, successor));
        // A stamp that says revoked must be true, whatever somebody has done meanwhile.
        var update = new TokenUpdate { Enabled = old.Enabled ? null : false, Name = name };
        // Nobody collects the token that the mark names: one that is dated anew has all the time.
        var last = (isNamed ? now : facts.Own?.CreationDate ?? now) + RotationTimes.CommitWindow;
        try
        {
            var isIn = await FencedChange.SendAsync(run, last, cancel => run.EditorOf(facts).UpdateAsync(old.Id, update, cancel))
                .ConfigureAwait(false);
            var marked = facts.AfterAct(run.Api.ServerTimes.Latest) with
            {
                Written = (NameStamp.Read(name).Stamp!, run.Api.ServerTime),
            };
            // Whoever comes late may have written over something newer, or have been taken for dead.
            return !isIn || marked.WasHeldUp
                ? await finder.RefreshAsync(marked with { WasHeldUp = true }).ConfigureAwait(false)
                : marked with
                {
                    Old = old with { Name = name, ModifiedDate = now },
                    Heirs = [successor],
                    SeenAt = now,
                    MarkIsRenewed = isNamed || facts.MarkIsRenewed,
                    RenewalIsKnown = facts.RenewalIsKnown && !isNamed,
                };
        }
        catch (TokenNotFoundException)
        {
            return facts with { Old = null };
        }
    }

    public async Task<RotationFacts> HandOverAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        if (facts.OldId == run.Caller.Id)
        {
            // Whoever completes the rotation later in the pipeline must be able to revoke the token that authenticates.
            var api = run.Api.As(own.Token);
            run.SwitchTo(api, facts.Heirs[0]);
            host.CallerReplaced(api.Unthrottled, facts.Heirs[0]);
        }

        var created = new CreatedToken(own.Id, own.Token, own.ExpirationDate);
        var removableFrom = run.Api.ServerTime + facts.Policy.GracePeriod;
        await host.HandOverAsync(new HandedOverToken(facts.Old!, created, own.Spec!, removableFrom)).ConfigureAwait(false);
        return facts with { Caller = run.Caller, Own = own with { HandedOver = true } };
    }

    public async Task<RotationFacts> PromoteAsync(RotationFacts facts, DtToken successor)
    {
        var place = finder.PlaceOf(facts);
        var store = (await finder.ReadStoreAsync(facts).ConfigureAwait(false))!;
        if (store.Unreadable || !store.Currents.SequenceEqual(facts.Store!.Currents))
        {
            return facts with { Store = store };
        }

        if (await finder.SecretOfAsync(facts, successor).ConfigureAwait(false) is not { } secret)
        {
            return facts with { Own = null, Store = store };
        }

        if (!await place.KeepPreviousAsync(facts.OldId, store).ConfigureAwait(false))
        {
            return facts with { Store = await finder.ReadStoreAsync(facts).ConfigureAwait(false) };
        }

        if (facts.Own is not { Verified: true })
        {
            // What another run has marked may have died since it was listed.
            var seen = await StillWorksAsync(facts, successor.Id).ConfigureAwait(false);
            if (!new Situation(seen).HeirInUseWorks)
            {
                return seen;
            }
        }

        if (new Situation(run.AtThisMoment(facts)) is { MustRenewMark: true } or { EntryBeginsAnew: true })
        {
            return facts;
        }

        var readAt = run.Api.ServerTimes.Latest;
        var isIn = await FencedChange.SendAsync(
            run, LastPromotion(facts), cancel => place.KeepCurrentAsync(secret, successor.Id, cancel))
            .ConfigureAwait(false);
        var promoted = (facts with { SeenAt = readAt }).AfterAct(run.Api.ServerTimes.Latest);
        // A run that has been held up may take a token for the new one that another has collected since.
        var after = !isIn || promoted.WasHeldUp
            ? await finder.RefreshAsync(
                promoted with { WasHeldUp = true, Own = Promoted(facts, successor, secret) }).ConfigureAwait(false)
            : await StillWorksAsync(facts with { Store = facts.Store.Promoted(successor.Id) }, successor.Id)
                .ConfigureAwait(false);
        // A store tells no time: that it took long shows in the environment's next answer.
        return after with { PromotedAt = run.Api.ServerTime };
    }

    // The write may have taken long, by whatever clock.
    private async Task<RotationFacts> StillWorksAsync(RotationFacts facts, string id)
    {
        var now = await run.Api.FindAsync(id, run.Abort).ConfigureAwait(false);
        return facts with
        {
            Heirs = facts.Heirs.Select(heir => heir.Id == id ? now : heir).OfType<DtToken>().ToList(),
            // Somebody may have taken the mark from its name meanwhile.
            Pending = facts.Pending.Select(token => token.Id == id ? now : token).OfType<DtToken>()
                .Where(token => PendingSuccessors.IsPendingOf(token, facts.OldId)).ToList(),
        };
    }

    // What this run has put into the entry, to be put right if it cannot stand.
    private OwnSuccessor Promoted(RotationFacts facts, DtToken successor, ApiToken secret) => facts.Own ?? new OwnSuccessor
    {
        Operation = string.Empty,
        Id = successor.Id,
        Token = secret,
        Name = finder.NameOf(facts),
        CreationDate = successor.CreationDate ?? facts.SeenAt,
        Listed = true,
        StoreTried = true,
        Stored = true,
    };

    // The commit mark protects the new token as long as it stands; without an old token nothing does.
    private static DateTimeOffset LastPromotion(RotationFacts facts) =>
        (facts is { Old: null, Own: { } own } ? own.CreationDate : facts.SeenAt) + RotationTimes.CommitWindow;
}

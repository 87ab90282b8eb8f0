using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation.Platform.Steps;

/// <summary>The steps that make the new token the successor: its real expiry, and the way of its secret to its place.</summary>
internal sealed class ExtensionSteps(RotationRun run, RotationTarget target, PlatformFactFinder finder, IRotationHost host)
{
    public async Task<RotationFacts> RecheckAsync(RotationFacts facts)
    {
        var listed = await finder.NextListAsync(facts).ConfigureAwait(false);
        return listed with { Own = listed.Own! with { Rechecked = true } };
    }

    public async Task<RotationFacts> ExtendAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var situation = new PlatformSituation(facts);
        var mark = situation.MarkOf(situation.OwnListed!)!;
        var spec = own.Spec ?? target.Missing ?? PlatformSuccessor.SpecFor(facts.Old!, target);
        // Another run has begun this one, and nobody says anything else here.
        spec = own.Spec is null && target.Policy.Lifetime is null && mark.Life is { } life ? spec with { Lifetime = life } : spec;
        // The account says when it made the token; the run knows only when it asked for it, and may have waited since.
        var created = situation.OwnListed!.CreationDate ?? own.CreationDate;
        var end = target.Policy.ExpiresAt ?? PlatformSuccessor.EndOf(spec, created);
        var last = own.CreationDate + PlatformTimes.ExtensionWindow(mark.Lease);
        var update = new TokenUpdate { ExpirationDate = end };
        var isIn = await FencedChange.SendAsync(run, last, cancel => run.Api.UpdateAsync(own.Id, update, cancel))
            .ConfigureAwait(false);
        var extended = facts.AfterAct(run.Api.ServerTimes.Latest) with
        {
            Own = own with { CommitTried = true, ExtendedTo = isIn ? end : null, ExpirationDate = end },
        };
        // Whoever comes late may find that another one has been faster; what the store holds stays.
        return !isIn || extended.WasHeldUp
            ? await finder.RefreshAsync(extended with { WasHeldUp = true }).ConfigureAwait(false)
            : await finder.NextListAsync(extended).ConfigureAwait(false);
    }

    public async Task<RotationFacts> HandOverAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var created = new CreatedToken(own.Id, own.Token, own.ExpirationDate);
        var situation = new PlatformSituation(facts);
        var removableFrom = run.Api.ServerTime + situation.Overlap + situation.Grace;
        var handed = new HandedOverToken(facts.Old!, created, own.Spec!, removableFrom) { ProvedBy = own.ProvedBy };
        await host.HandOverAsync(handed).ConfigureAwait(false);
        return facts with { Own = own with { HandedOver = true } };
    }

    public async Task<RotationFacts> PromoteAsync(RotationFacts facts, DtToken successor)
    {
        var fresh = await finder.RefreshAsync(facts).ConfigureAwait(false);
        if (!run.IsStill(RotationStep.Promote, fresh, successor.Id))
        {
            return fresh;
        }

        if (await finder.SecretOfAsync(fresh, successor.Id).ConfigureAwait(false) is not { } secret)
        {
            return fresh with { Own = null, Store = fresh.Store!.WithoutPending(successor.Id) };
        }

        var place = finder.PlaceOf(fresh);
        if (!await place.KeepPreviousAsync(fresh.OldId, fresh.Store!).ConfigureAwait(false))
        {
            return await finder.RefreshAsync(fresh).ConfigureAwait(false);
        }

        var isIn = await FencedChange.SendAsync(
            run, fresh.SeenAt + RotationTimes.CommitWindow, cancel => place.KeepCurrentAsync(secret, successor.Id, cancel))
            .ConfigureAwait(false);
        var after = await finder.RefreshAsync(fresh with { PromotedAt = run.Api.ServerTime }).ConfigureAwait(false);
        after = await PutBackAsync(after, successor).ConfigureAwait(false);
        var wasHeldUp = !isIn || (fresh.AfterAct(run.Api.ServerTimes.Latest).WasHeldUp && !fresh.WasHeldUp);
        return wasHeldUp ? after with { WasHeldUp = true } : after;
    }

    /// <summary>
    /// Puts the old secret back where the entry has got that of a new token that was made inactive meanwhile, and the run that
    /// did it has died.
    /// </summary>
    public async Task<RotationFacts> MendAsync(RotationFacts facts, DtToken successor)
    {
        var fresh = await finder.RefreshAsync(facts).ConfigureAwait(false);
        return run.IsStill(RotationStep.Mend, fresh, successor.Id)
            ? (await PutBackAsync(fresh, successor).ConfigureAwait(false)) with { MendTried = true }
            : fresh;
    }

    // Somebody has gone back to the old token since, or has made the new one inactive: who reads the entry needs the old one.
    private async Task<RotationFacts> PutBackAsync(RotationFacts promoted, DtToken successor)
    {
        var after = WasLongAgo(promoted) ? await finder.RefreshAsync(promoted).ConfigureAwait(false) : promoted;
        if (after.Store?.IsCurrent(successor.Id) != true || !new PlatformSituation(after).OldWorks || WasLongAgo(after)
            || after.Line.Any(token => token.Id == successor.Id && token.Enabled)
            || await finder.PlaceOf(after).HoldingAsync(successor.Id).ConfigureAwait(false) is not { } holding
            || await holding.PreviousAsync(after.OldId).ConfigureAwait(false) is not { } previous)
        {
            return after;
        }

        await FencedChange.SendAsync(
            run, after.SeenAt + RotationTimes.HeldUp, cancel => holding.KeepCurrentAsync(previous, after.OldId, cancel))
            .ConfigureAwait(false);
        return await finder.RefreshAsync(after).ConfigureAwait(false);
    }

    private bool WasLongAgo(RotationFacts facts) => run.Api.ServerTimes.Latest - facts.SeenAt > RotationTimes.HeldUp;
}

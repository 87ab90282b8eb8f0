using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// A run that has slept puts right what it wrote when it woke: what stands in the tenant and in the store decides, not what it
/// had read before. One attempt; what is left then is an admin's.
/// </summary>
internal sealed class MendStep(RotationRun run, FactFinder finder)
{
    public async Task<RotationFacts> TakeAsync(RotationFacts facts)
    {
        var situation = new Situation(facts);
        if (situation is { EntryCannotStand: false, MarkCannotStand: false })
        {
            return await DateAsync(facts).ConfigureAwait(false);
        }

        await (situation.EntryCannotStand ? PutNewestAsync(facts, situation.HeirThatWorks!) : RebuildMarkAsync(facts))
            .ConfigureAwait(false);
        return await finder.RefreshAsync(facts with { MendTried = true }).ConfigureAwait(false);
    }

    // What the stamp promises begins now. Where this run does not know the time either, it takes away the one that is too early.
    private async Task<RotationFacts> DateAsync(RotationFacts facts)
    {
        var fresh = await finder.ReadPairAsync(facts, null).ConfigureAwait(false);
        var dated = fresh with { Written = null, PromotedAt = null, DatingTried = true };
        if (new Situation(fresh) is not ({ DateCannotStand: true } or { RevocationIsUndated: true }) || fresh.Old is not { } old)
        {
            return dated;
        }

        var (baseName, stamp) = NameStamp.Read(old.Name);
        var now = stamp! with
        {
            At = StampTime.Now(run.Api),
            Span = stamp.Kind == StampKind.Superseded ? new Situation(fresh).Overlap : stamp.Span,
        };
        if (now == stamp)
        {
            return dated;
        }

        var update = new TokenUpdate { Name = now.ApplyTo(NameStamp.Uncut(baseName, finder.NameOf(fresh))) };
        await UpdateAsync(run.EditorOf(fresh), old, update).ConfigureAwait(false);
        return await finder.RefreshAsync(dated).ConfigureAwait(false);
    }

    // A list may show too late that an undo, or another run, has enabled what the entry holds: each token is read by itself.
    private async Task PutNewestAsync(RotationFacts facts, DtToken newest)
    {
        var place = finder.PlaceOf(facts);
        if (await place.PendingAsync(newest.Id).ConfigureAwait(false) is { } secret
            && await finder.ReadLineAsync(facts).ConfigureAwait(false) is { Store: { } store } fresh
            && new Situation(fresh) is { EntryCannotStand: true } still
            && still.HeirThatWorks!.Id == newest.Id
            && store.Currents.SequenceEqual(facts.Store!.Currents)
            && await place.KeepPreviousAsync(facts.OldId, store).ConfigureAwait(false))
        {
            await place.KeepCurrentAsync(secret, newest.Id, run.Abort).ConfigureAwait(false);
        }
    }

    // An undo may have let the new token go while its secret was on its way.
    private async Task PutOldBackAsync(RotationFacts facts)
    {
        if (facts.Own is not { } own)
        {
            return;
        }

        var place = finder.PlaceOf(facts);
        // A store may take long: what decides is read last.
        if (await place.PreviousAsync(facts.OldId).ConfigureAwait(false) is { } previous
            && await place.HoldingAsync(own.Id).ConfigureAwait(false) is { } holding
            && await finder.ReadPairAsync(facts, null).ConfigureAwait(false) is { Old: { Enabled: true } old } fresh
            && NameStamp.Read(old.Name).Stamp?.PartnerId is null)
        {
            await FencedChange.SendAsync(
                run,
                fresh.SeenAt + RotationTimes.HeldUp,
                cancel => holding.KeepCurrentAsync(previous, facts.OldId, cancel)).ConfigureAwait(false);
        }
    }

    // The mark goes to the token that the store holds, or that may have been handed over. Without one an old token that works
    // loses it, and a revoked one gets back what a run that was quicker had written, as far as the store tells it, from now on.
    private async Task RebuildMarkAsync(RotationFacts facts)
    {
        // What a list showed before the run slept may be gone, and no mark is to name it.
        facts = await finder.ReadPendingAsync(facts).ConfigureAwait(false);
        var situation = new Situation(facts);
        var old = facts.Old!;
        var name = NameStamp.Uncut(NameStamp.Read(old.Name).BaseName, finder.NameOf(facts));
        if ((situation.Rival ?? situation.Overwritten) is { } other)
        {
            var stamp = old.Enabled
                ? NameStamp.Superseded(
                    StampTime.OfMark(run.Api, other, situation.Overlap), other.Id, situation.Overlap, situation.Use is not null)
                : NameStamp.Revoked(StampTime.Now(run.Api), other.Id, situation.Grace);
            var update = new TokenUpdate { Enabled = old.Enabled ? null : false, Name = stamp.ApplyTo(name) };
            await UpdateAsync(run.Api, old, update).ConfigureAwait(false);
        }
        else if (old.Enabled)
        {
            await UpdateAsync(run.Api, old, new TokenUpdate { Name = name }).ConfigureAwait(false);
            await PutOldBackAsync(facts).ConfigureAwait(false);
        }
        else if (situation.CurrentWorks)
        {
            var stamp = NameStamp.Revoked(StampTime.Now(run.Api), facts.Store!.CurrentId, facts.Policy.GracePeriod);
            var update = new TokenUpdate { Enabled = false, Name = stamp.ApplyTo(name) };
            await UpdateAsync(run.Api, old, update).ConfigureAwait(false);
        }
    }

    // A mark that comes late itself would say a time that is long past.
    private Task<bool> UpdateAsync(ThrottledApi api, DtToken old, TokenUpdate update) => FencedChange.SendAsync(
        run, run.Api.ServerTimes.Latest + RotationTimes.CommitWindow, cancel => api.UpdateAsync(old.Id, update, cancel));
}

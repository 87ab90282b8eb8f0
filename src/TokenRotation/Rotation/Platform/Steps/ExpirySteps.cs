using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Steps;

namespace TokenRotation.Rotation.Platform.Steps;

/// <summary>The steps that end something: the old token by its expiry, and what dead runs have left behind.</summary>
internal sealed class ExpirySteps(RotationRun run, PlatformFactFinder finder)
{
    private static readonly TokenUpdate Inactive = new() { Enabled = false };
    private static readonly TokenUpdate Active = new() { Enabled = true };

    // Its expiry stays until it has a successor: that tells how long such a token lives.
    public async Task<RotationFacts> RevokeFirstAsync(RotationFacts facts)
    {
        await run.Api.UpdateAsync(facts.OldId, Inactive, run.Abort).ConfigureAwait(false);
        return facts with { Old = facts.Old! with { Enabled = false, ModifiedDate = run.Api.ServerTime } };
    }

    public async Task<RotationFacts> EndAsync(RotationFacts facts)
    {
        // A consumer, a store or a prompt may have taken long: what the user approved must still be so.
        var fresh = await finder.RefreshAsync(facts).ConfigureAwait(false);
        if (!run.IsStill(RotationStep.Revoke, fresh))
        {
            return fresh;
        }

        await ProveCurrentAsync(fresh).ConfigureAwait(false);
        var situation = new PlatformSituation(run.AtThisMoment(fresh));
        var update = new TokenUpdate
        {
            ExpirationDate = IsLonger(fresh.Old!, situation.EndsAt) ? situation.EndsAt : null,
            Enabled = situation.EndsAtOnce ? false : null,
        };
        var isIn = await FencedChange.SendAsync(
            run, fresh.SeenAt + RotationTimes.CommitWindow, cancel => UpdateAsync(fresh.Old!, update, cancel))
            .ConfigureAwait(false);
        var after = await finder.RefreshAsync(fresh).ConfigureAwait(false);
        if (isIn)
        {
            await KeepEndedAsync(fresh, after, situation).ConfigureAwait(false);
        }

        return fresh.AfterAct(run.Api.ServerTimes.Latest).WasHeldUp ? after with { WasHeldUp = true } : after;
    }

    public async Task<RotationFacts> DeleteAsync(RotationFacts facts)
    {
        var fresh = await finder.RefreshAsync(facts).ConfigureAwait(false);
        if (!run.IsStill(RotationStep.Delete, fresh))
        {
            return fresh;
        }

        if (await MakeInactiveAsync(fresh).ConfigureAwait(false) is { } needed)
        {
            return needed;
        }

        await run.Api.DeleteAsync(facts.OldId, run.Abort).ConfigureAwait(false);
        Forget(fresh, facts.OldId);
        var place = finder.PlaceOf(fresh);
        await place.ForgetPreviousAsync(facts.OldId).ConfigureAwait(false);
        if (new PlatformSituation(fresh).Partner is { } partner)
        {
            await place.ForgetPendingAsync(partner.Id).ConfigureAwait(false);
        }

        await finder.SweepAsync(fresh).ConfigureAwait(false);
        return fresh with { Old = null, Own = null, Line = [], Heirs = [], Pending = [], LeftBehind = [], IsSettled = true };
    }

    /// <summary>
    /// Makes what was left behind inactive, looks once more whether anybody needs it, and only then deletes it, or makes it
    /// active again. What is inactive already was looked at then.
    /// </summary>
    public async Task<RotationFacts> CollectAsync(RotationFacts facts, DtToken token)
    {
        var fresh = await finder.RefreshAsync(facts).ConfigureAwait(false);
        if (!run.IsStill(RotationStep.Collect, fresh, token.Id))
        {
            return fresh;
        }

        var wasLeased = new PlatformSituation(fresh).IsLeased(token);
        if (token.Enabled)
        {
            await run.Api.UpdateAsync(token.Id, Inactive, run.Abort).ConfigureAwait(false);
            fresh = await finder.RefreshAsync(fresh).ConfigureAwait(false);
            var now = fresh.Line.FirstOrDefault(known => known.Id == token.Id);
            if (now is { Enabled: true })
            {
                // A list that is older than that does not show what others have done just before either.
                return fresh with { WasHeldUp = true };
            }

            if (now is not null && new PlatformSituation(fresh).IsNeeded(now, wasLeased))
            {
                await run.Api.UpdateAsync(token.Id, Active, run.Abort).ConfigureAwait(false);
                return await finder.RefreshAsync(fresh).ConfigureAwait(false);
            }

            if (!wasLeased)
            {
                return fresh;
            }
        }

        await run.Api.DeleteAsync(token.Id, run.Abort).ConfigureAwait(false);
        Forget(fresh, token.Id);
        await finder.PlaceOf(fresh).ForgetPendingAsync(token.Id).ConfigureAwait(false);
        return await finder.RefreshAsync(fresh).ConfigureAwait(false);
    }

    // Somebody may go back to the old token until it is gone, and gives it its expiry back: it is inactive, and looked at once
    // more, before it is deleted. The facts where it stays; null where it may go.
    private async Task<RotationFacts?> MakeInactiveAsync(RotationFacts fresh)
    {
        var last = run.Api.ServerTimes.Latest + RotationTimes.HeldUp;
        try
        {
            await run.Api.UpdateAsync(fresh.OldId, Inactive, run.Abort).ConfigureAwait(false);
        }
        catch (TokenNotFoundException)
        {
            return null;
        }

        var seen = await finder.NextListAsync(fresh).ConfigureAwait(false);
        if (seen.Old is { } old && old.ExpirationDate != fresh.Old!.ExpirationDate)
        {
            await run.Api.UpdateAsync(fresh.OldId, Active, run.Abort).ConfigureAwait(false);
            return await finder.RefreshAsync(seen).ConfigureAwait(false);
        }

        return seen.Old is { Enabled: true } || run.Api.ServerTimes.Latest > last ? seen with { WasHeldUp = true } : null;
    }

    private static bool IsLonger(DtToken old, DateTimeOffset end) => old.ExpirationDate is not { } expires || expires > end;

    // An account that takes no expiry so near takes a later one, or none where the token ends before that; a status it takes.
    private async Task UpdateAsync(DtToken old, TokenUpdate update, CancellationToken cancel)
    {
        try
        {
            await run.Api.UpdateAsync(old.Id, update, cancel).ConfigureAwait(false);
        }
        catch (InvalidRequestException) when (update.ExpirationDate is not null)
        {
            var later = run.Api.ServerTimes.Latest + PlatformTimes.LongLease;
            if (IsLonger(old, later))
            {
                await run.Api.UpdateAsync(old.Id, update with { ExpirationDate = later }, cancel).ConfigureAwait(false);
            }
            else if (update.Enabled == false)
            {
                await run.Api.UpdateAsync(old.Id, Inactive, cancel).ConfigureAwait(false);
            }
            else
            {
                throw;
            }
        }
    }

    private void Forget(RotationFacts facts, string id)
    {
        run.Deleted(id);
        run.Room.GiveBack(facts.Old?.Owner);
    }

    // The value must be the one that has been proved: the one in hand, or the one that was kept beside the entry.
    private async Task ProveCurrentAsync(RotationFacts facts)
    {
        foreach (var entry in finder.PlaceOf(facts).Entries)
        {
            if (await entry.CurrentAsync().ConfigureAwait(false) is { TokenId: { } id } current
                && await finder.SecretOfAsync(facts, id).ConfigureAwait(false) is { } proved && !proved.Equals(current.Token))
            {
                throw entry.NotKept(id);
            }
        }
    }

    // Somebody may have written the store while the old token was being ended: then it is needed again.
    private async Task KeepEndedAsync(RotationFacts before, RotationFacts after, PlatformSituation terms)
    {
        if (!new PlatformSituation(before).HeirIsCurrent || new PlatformSituation(after).HeirIsCurrent
            || before.Policy.Compromised)
        {
            return;
        }

        var until = terms.Mark?.UntilFrom(run.Api.ServerTime) ?? run.Api.ServerTime + PlatformTimes.InsteadOfNever;
        await run.Api.UpdateAsync(before.OldId, new TokenUpdate { ExpirationDate = until, Enabled = true }, run.Abort)
            .ConfigureAwait(false);
        throw finder.PlaceOf(after).Entries[0].ChangedMeanwhile(before.Old!);
    }
}

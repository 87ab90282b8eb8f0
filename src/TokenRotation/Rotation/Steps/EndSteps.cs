using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// The steps that end something: the old token, the new one's pending name, and what dead runs have left behind.
/// </summary>
internal sealed partial class EndSteps(RotationRun run, FactFinder finder, IRotationHost host)
{
    public async Task<RotationFacts> RevokeFirstAsync(RotationFacts facts)
    {
        // Its name stays as it is: a run that has gone ahead may have put the commit mark there meanwhile. But the note of a
        // revocation that somebody has taken back would date this one before it.
        var old = facts.Old!;
        // No successor carries the whole name of a token that was revoked without one: nothing more is written there.
        var name = NameStamp.Read(old.Name) is (var baseName, { Kind: StampKind.Revoked } noted)
            ? (noted with
            {
                At = StampTime.After(run.Api, old),
                Span = noted.PartnerId is null ? noted.Span : new Situation(facts).Grace,
            }).ApplyTo(baseName)
            : null;
        var update = new TokenUpdate { Enabled = false, Name = name };
        await run.Api.UpdateAsync(facts.OldId, update, run.Abort).ConfigureAwait(false);
        return facts with { Old = old with { Enabled = false, Name = name ?? old.Name } };
    }

    public async Task<RotationFacts> RevokeAsync(RotationFacts facts, DtToken successor)
    {
        var old = facts.Old!;
        var editor = run.EditorOf(facts);
        if (finder.PlaceOf(facts) is { IsPipeline: false } place)
        {
            foreach (var entry in place.Entries)
            {
                var current = await entry.CurrentAsync().ConfigureAwait(false);
                if (current is not { TokenId: { } currentId } || facts.Heirs.All(heir => heir.Id != currentId))
                {
                    // Whoever has taken the new secret from there may have let its token go.
                    return await finder.RefreshAsync(facts).ConfigureAwait(false);
                }

                await ProveCurrentAsync(facts, successor, entry, current.Token).ConfigureAwait(false);
                facts = facts with { Store = facts.Store!.Promoted(currentId) };
                editor = old.Id == run.Caller.Id ? run.Api.As(current.Token) : editor;
            }

            // Several entries may hold several tokens of the line.
            facts = place.Entries.Count == 1
                ? facts
                : facts with { Store = await finder.ReadStoreAsync(facts).ConfigureAwait(false) };
        }

        // A consumer, a store or a prompt may have taken long: what the user approved must still be so.
        var fresh = await ReadFreshAsync(RotationStep.Revoke, facts, successor).ConfigureAwait(false);
        if (!run.IsStill(RotationStep.Revoke, fresh))
        {
            return fresh;
        }

        facts = fresh;
        old = fresh.Old!;
        if (old.Id == run.Caller.Id)
        {
            TakeOver(editor, successor);
        }

        var now = run.TimeAfter(successor);
        var name = NameStamp.Revoked(StampTime.After(run.Api, successor), successor.Id, facts.Policy.GracePeriod)
            .ApplyTo(NameStamp.WholeName(NameStamp.Read(old.Name).BaseName, successor));
        var update = new TokenUpdate { Enabled = false, Name = name };
        var last = now + RotationTimes.CommitWindow;
        var isIn = await FencedChange.SendAsync(run, last, cancel => run.Api.UpdateAsync(old.Id, update, cancel))
            .ConfigureAwait(false);
        facts = facts with { Caller = run.Caller, Written = (NameStamp.Read(name).Stamp!, run.Api.ServerTime) };
        if (!isIn)
        {
            // A time that is long past may overwrite that of another run.
            return await finder.RefreshAsync(facts).ConfigureAwait(false);
        }

        await KeepRevokedAsync(facts).ConfigureAwait(false);
        return facts.AfterAct(run.Api.ServerTimes.Latest) with
        {
            // The call may have waited long for its turn: the server's time of the answer counts, where it keeps it.
            Old = old with
            {
                Enabled = false,
                Name = name,
                ModifiedDate = run.Api.Capabilities.DatesChanges ? run.Api.ServerTime : old.ModifiedDate,
            },
        };
    }

    public async Task<RotationFacts> RenameAsync(RotationFacts facts, DtToken successor)
    {
        if (facts.Old is not null
            && (facts.SettlingTime > TimeSpan.Zero || new Situation(facts).MustRenameBeforeRevoking))
        {
            // Another run's mark may have come to light meanwhile, or somebody has gone back: what counts is read here.
            var fresh = await ReadFreshAsync(RotationStep.Rename, facts, successor).ConfigureAwait(false);
            if (!run.IsStill(RotationStep.Rename, fresh))
            {
                return fresh;
            }
        }

        if (facts.Old is null)
        {
            await finder.PlaceOf(facts).ForgetPendingAsync(successor.Id).ConfigureAwait(false);
        }

        var name = facts.Own?.Spec?.Name ?? NameStamp.WholeName(NameStamp.Read(successor.Name).BaseName, facts.Old);
        await run.Api.UpdateAsync(successor.Id, new TokenUpdate { Name = name }, run.Abort).ConfigureAwait(false);
        var renamed = successor with { Name = name };
        var after = facts.WithoutPending(successor.Id) with
        {
            Heirs = facts.Heirs.Select(heir => heir.Id == successor.Id ? renamed : heir).ToList(),
            Own = facts.Old is null ? null : facts.Own,
            IsSettled = facts.Old is null,
        };
        // Somebody may have gone back while the name was written.
        return after is { Store: null, Old: not null } && new Situation(after).OwnAwaitsHandOver
            ? await finder.ReadPairAsync(after, successor.Id).ConfigureAwait(false)
            : after;
    }

    public async Task<RotationFacts> DeleteAsync(RotationFacts facts)
    {
        var (fresh, isDeleted) = await run.Api.AtOnceAsync(() => DeleteFreshAsync(facts), run.Abort).ConfigureAwait(false);
        if (!isDeleted)
        {
            return fresh ?? await finder.RefreshAsync(facts).ConfigureAwait(false);
        }

        run.Deleted(facts.OldId);
        await finder.PlaceOf(facts).ForgetPreviousAsync(facts.OldId).ConfigureAwait(false);
        if (new Situation(facts).Stamp?.PartnerId is { } newId)
        {
            await finder.PlaceOf(facts).ForgetPendingAsync(newId).ConfigureAwait(false);
        }

        await finder.SweepAsync(facts).ConfigureAwait(false);
        return facts with { Old = null, Own = null, Heirs = [], IsSettled = true };
    }

    private async Task<(RotationFacts? Fresh, bool IsDeleted)> DeleteFreshAsync(RotationFacts facts)
    {
        var heir = new Situation(facts).HeirThatWorks;
        var fresh = await ReadFreshAsync(RotationStep.Delete, facts, heir).ConfigureAwait(false);
        fresh = heir is null ? fresh with { Store = await finder.ReadStoreAsync(fresh).ConfigureAwait(false) } : fresh;
        if (!run.IsStill(RotationStep.Delete, fresh))
        {
            return (fresh, false);
        }

        // Somebody may go back meanwhile.
        return (null, await DeleteAsync(facts.OldId, fresh).ConfigureAwait(false));
    }

    public async Task<RotationFacts> CollectAsync(RotationFacts facts, DtToken orphan)
    {
        var fresh = await ReadFreshAsync(RotationStep.Collect, facts, orphan).ConfigureAwait(false);
        if (run.Options.Planner(fresh) is not { Step: RotationStep.Collect } again || again.Successor!.Id != orphan.Id)
        {
            return fresh;
        }

        if (NameStamp.Read(orphan.Name).Stamp is { Kind: StampKind.Pending })
        {
            return await DisableAsync(fresh, again.Successor).ConfigureAwait(false);
        }

        if (!await DeleteAsync(orphan.Id, fresh).ConfigureAwait(false))
        {
            return await finder.RefreshAsync(facts).ConfigureAwait(false);
        }

        // The run that disabled it may have died before it could do so.
        await finder.PlaceOf(facts).ForgetPendingAsync(orphan.Id).ConfigureAwait(false);
        return fresh with { LeftBehind = fresh.LeftBehind.Where(token => token.Id != orphan.Id).ToList() };
    }

    private Task<bool> DeleteAsync(string id, RotationFacts fresh) => FencedChange.SendAsync(
        run, fresh.SeenAt + RotationTimes.CommitWindow, cancel => run.Api.DeleteAsync(id, cancel));

    // Disabled, it can be brought back: its run may have been slow, and not dead.
    private async Task<RotationFacts> DisableAsync(RotationFacts facts, DtToken orphan)
    {
        var stamp = NameStamp.LeftBehind(run.Api.ServerTime, facts.OldId, RotationTimes.LeftBehindGrace);
        var disabled = orphan with { Enabled = false, Name = stamp.ApplyTo(NameStamp.Read(orphan.Name).BaseName) };
        await run.Api.UpdateAsync(
            orphan.Id, new TokenUpdate { Enabled = false, Name = disabled.Name }, run.Abort).ConfigureAwait(false);
        var after = await finder.ReadAgainAsync(facts, disabled).ConfigureAwait(false);
        var now = after.LeftBehind.FirstOrDefault(token => token.Id == orphan.Id);
        if (!new Situation(after).IsNeeded(orphan.Id) && !WasUsedMeanwhile(now, orphan))
        {
            await finder.PlaceOf(facts).ForgetPendingAsync(orphan.Id).ConfigureAwait(false);
            return after;
        }

        // A name that somebody has given it meanwhile stays.
        var back = new TokenUpdate { Enabled = true, Name = now is null ? null : orphan.Name };
        await run.Api.UpdateAsync(orphan.Id, back, run.Abort).ConfigureAwait(false);
        return await finder.RefreshAsync(facts).ConfigureAwait(false);
    }

    /// <summary>Enables what a run has disabled as left behind, and died before it could see that it is needed.</summary>
    public async Task<RotationFacts> ReinstateAsync(RotationFacts facts, DtToken token)
    {
        var fresh = await finder.ReadAgainAsync(facts, token).ConfigureAwait(false);
        if (!run.IsStill(RotationStep.Reinstate, fresh, token.Id))
        {
            return fresh;
        }

        facts = fresh;
        var back = new TokenUpdate { Enabled = true, Name = NameInUse(facts, token) };
        await run.Api.UpdateAsync(token.Id, back, run.Abort).ConfigureAwait(false);
        var others = facts.LeftBehind.Where(other => other.Id != token.Id).ToList();
        return await finder.RefreshAsync(facts with { LeftBehind = others }).ConfigureAwait(false);
    }

    // Where the old token works and does not name it, a run may be about to put the old secret back: what is then of no use to
    // anybody must be seen to be a new token that has not become the successor.
    private string NameInUse(RotationFacts facts, DtToken token)
    {
        var name = NameStamp.WholeName(NameStamp.Read(token.Name).BaseName, facts.Old);
        return facts.Old is { Enabled: true } && new Situation(facts).Stamp?.PartnerId != token.Id
            ? NameStamp.Pending(run.Options.NewOperation(), facts.OldId, facts.Place ?? NameStamp.Pipeline).ApplyTo(name)
            : name;
    }

    private static bool WasUsedMeanwhile(DtToken? now, DtToken before) =>
        now?.LastUsedDate is { } used && !(used <= before.LastUsedDate);

    private Task<RotationFacts> ReadFreshAsync(RotationStep step, RotationFacts facts, DtToken? other) =>
        StepTraits.Of(step).Reads == FreshRead.Leftover
            ? finder.ReadAgainAsync(facts, other!)
            : finder.ReadPairAsync(facts, other?.Id);

    private void TakeOver(ThrottledApi api, DtToken successor)
    {
        run.SwitchTo(api, successor);
        host.CallerReplaced(api.Unthrottled, successor);
    }

    // The value must be one that has been verified: the one in hand, or the one that was pending when the mark was set.
    private async Task ProveCurrentAsync(RotationFacts facts, DtToken successor, StoreEntry entry, ApiToken current)
    {
        if (await finder.SecretOfAsync(facts, successor).ConfigureAwait(false) is { } verified && verified.Equals(current))
        {
            return;
        }

        var self = await run.Api.As(current).LookupAsync(current, run.Abort).ConfigureAwait(false);
        if (facts.Heirs.All(heir => heir.Id != self.Id))
        {
            throw entry.NotKept(successor.Id);
        }
    }
}

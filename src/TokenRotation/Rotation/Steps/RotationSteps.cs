using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// Takes the steps of one rotation. Each changes one thing and answers with the facts as they are afterwards; each may be taken
/// twice, and does nothing the second time. Whether a step is right is the planner's business alone.
/// </summary>
internal sealed class RotationSteps(RotationRun run, RotationTarget target, FactFinder finder, IRotationHost host)
{
    private const int Creations = 2;

    private static readonly TimeSpan BeforeCreation = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _lostOperations = new(StringComparer.Ordinal);

    public Task<RotationFacts> TakeAsync(RotationFacts facts, RotationPlan plan) => plan.Step switch
    {
        RotationStep.RevokeFirst => RevokeFirstAsync(facts),
        RotationStep.Create => CreateAsync(facts),
        RotationStep.Elect => ElectAsync(facts),
        RotationStep.Withdraw => WithdrawAsync(facts),
        RotationStep.Resume => ResumeAsync(facts, plan.Successor!),
        RotationStep.Store => StoreAsync(facts),
        RotationStep.Verify => VerifyAsync(facts),
        RotationStep.Recheck => RecheckAsync(facts),
        RotationStep.Commit => CommitAsync(facts, plan.Successor!),
        RotationStep.HandOver => HandOverAsync(facts),
        RotationStep.Promote => PromoteAsync(facts, plan.Successor!),
        RotationStep.Revoke => RevokeAsync(facts, plan.Successor!),
        RotationStep.Rename => RenameAsync(facts, plan.Successor!),
        RotationStep.Delete => DeleteAsync(facts),
        RotationStep.Collect => CollectAsync(facts, plan.Successor!),
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Step, null),
    };

    private async Task<RotationFacts> RevokeFirstAsync(RotationFacts facts)
    {
        // Its name stays as it is: a run that has gone ahead may have put the commit mark there meanwhile.
        await run.Api.UpdateAsync(facts.OldId, new TokenUpdate { Enabled = false }, run.Abort).ConfigureAwait(false);
        return facts with { Old = facts.Old! with { Enabled = false } };
    }

    // ----- the new token

    private async Task<RotationFacts> CreateAsync(RotationFacts facts)
    {
        var spec = target.Missing ?? SuccessorPlan.SpecFor(facts.Old!, target);
        if (target.Store is { } store)
        {
            await run.ProveAsync(store, finder.Slots(facts)).ConfigureAwait(false);
        }

        for (var attempt = 1; ; attempt++)
        {
            var operation = run.Options.NewOperation();
            var before = run.Api.ServerTime;
            var stamped = spec with { Name = NameStamp.Pending(operation, facts.OldId).ApplyTo(spec.Name) };
            try
            {
                var created = await run.Api.CreateAsync(stamped, run.Abort).ConfigureAwait(false);
                return facts with
                {
                    Own = new OwnSuccessor { Operation = operation, Id = created.Id, Token = created.Token, Spec = spec, Name = spec.Name, ExpirationDate = created.ExpirationDate, CreationDate = before },
                };
            }
            catch (CreateOutcomeUnknownException)
            {
                // Its secret is lost with its answer: whatever came of it is deleted, and another one made.
                _lostOperations.Add(operation);
                await RemoveLostAsync(facts, await run.ReadShortListAsync(run.Api, TokenOrder.NewestFirst).ConfigureAwait(false)).ConfigureAwait(false);
                if (attempt == Creations)
                {
                    throw;
                }
            }
        }
    }

    private async Task<RotationFacts> ElectAsync(RotationFacts facts)
    {
        var recent = await run.Lists.NextAsync(TokenOrder.NewestFirst).ConfigureAwait(false);
        var removed = await RemoveLostAsync(facts, recent).ConfigureAwait(false);
        var merged = await finder.MergeAsync(facts, recent).ConfigureAwait(false);
        merged = merged with { Pending = merged.Pending.Where(token => !removed.Contains(token.Id)).ToList() };
        var listed = merged.Pending.FirstOrDefault(token => token.Id == facts.Own!.Id);
        return merged with
        {
            Own = facts.Own! with { Listed = true, CreationDate = listed?.CreationDate ?? facts.Own.CreationDate },
        };
    }

    private async Task<RotationFacts> WithdrawAsync(RotationFacts facts)
    {
        await run.Api.DeleteAsync(facts.Own!.Id, run.Abort).ConfigureAwait(false);
        return Without(facts.Own!.Id, facts) with { Own = null };
    }

    private async Task<RotationFacts> ResumeAsync(RotationFacts facts, DtToken successor)
    {
        var operation = OperationOf(successor)!;
        var secret = await finder.ReadSecretAsync(finder.Slots(facts).Pending(operation)).ConfigureAwait(false);
        if (secret?.TokenId != successor.Id)
        {
            return facts with { Store = facts.Store! with { PendingIds = facts.Store.PendingIds.Where(id => id != successor.Id).ToList() } };
        }

        return facts with
        {
            Own = new OwnSuccessor
            {
                Operation = operation,
                Id = successor.Id,
                Token = secret.Token,
                Name = finder.NameOf(facts),
                CreationDate = successor.CreationDate ?? run.Api.ServerTime,
                Listed = true,
                StoreTried = true,
                Stored = true,
            },
        };
    }

    private async Task<RotationFacts> StoreAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var stored = await KeepAsync(finder.Slots(facts).Pending(own.Operation), own.Token, own.Id).ConfigureAwait(false);
        return facts with
        {
            Own = own with { Stored = true, Token = stored },
            Store = facts.Store! with { PendingIds = [.. facts.Store.PendingIds, own.Id] },
        };
    }

    private async Task<RotationFacts> VerifyAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var expected = own.Spec ?? target.Missing ?? (facts.Old is { } old ? SuccessorPlan.SpecFor(old, target) : null);
        await new Verification(run).ProveAsync(own, expected).ConfigureAwait(false);
        return facts with { Own = own with { Verified = true } };
    }

    // ----- the commit mark

    private async Task<RotationFacts> RecheckAsync(RotationFacts facts)
    {
        // The new token reads this list itself where it will have to take over: it must be able to.
        var list = facts.Old!.Id == run.Caller.Id
            ? await run.ReadShortListAsync(run.Api.As(facts.Own!.Token), TokenOrder.LastModifiedFirst).ConfigureAwait(false)
            : await run.Lists.NextAsync(TokenOrder.LastModifiedFirst).ConfigureAwait(false);
        var merged = await finder.MergeAsync(facts, list).ConfigureAwait(false);
        return merged with { SeenAt = list.From, Own = facts.Own! with { Rechecked = true } };
    }

    private async Task<RotationFacts> CommitAsync(RotationFacts facts, DtToken successor)
    {
        var old = facts.Old!;
        var now = run.Api.ServerTime;
        // A compromised token was revoked before its successor was made.
        var revokedAt = NameStamp.Read(old.Name).Stamp?.At ?? (successor.CreationDate ?? now) - BeforeCreation;
        var stamp = old.Enabled ? NameStamp.Superseded(now, successor.Id) : NameStamp.Revoked(revokedAt, successor.Id);
        var name = stamp.ApplyTo(NameStamp.Read(old.Name).BaseName);
        // A stamp that says revoked must be true, whatever somebody has done meanwhile.
        var update = new TokenUpdate { Enabled = old.Enabled ? null : false, Name = name };
        var last = (facts.Own?.CreationDate ?? now) + RotationTimes.CommitWindow;
        try
        {
            return await SendBeforeAsync(last, cancel => EditorOf(facts).UpdateAsync(old.Id, update, cancel)).ConfigureAwait(false)
                ? facts with { Old = old with { Name = name, ModifiedDate = now }, Heirs = [successor], SeenAt = now }
                : facts;
        }
        catch (TokenNotFoundException)
        {
            return facts with { Old = null };
        }
    }

    private async Task<RotationFacts> HandOverAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var created = new CreatedToken(own.Id, own.Token, own.ExpirationDate);
        await host.HandOverAsync(new HandedOverToken(facts.Old!, created, own.Spec!, run.Api.ServerTime + facts.Policy.GracePeriod)).ConfigureAwait(false);
        return facts with { Own = own with { HandedOver = true } };
    }

    private async Task<RotationFacts> PromoteAsync(RotationFacts facts, DtToken successor)
    {
        var slots = finder.Slots(facts);
        var store = await finder.ReadStoreAsync(facts).ConfigureAwait(false);
        var isStill = facts.Store! with { CurrentId = store.CurrentId, CurrentIsDead = store.CurrentIsDead, Unreadable = store.Unreadable };
        if (store.Unreadable || store.CurrentId != facts.Store.CurrentId)
        {
            return facts with { Store = isStill };
        }

        var secret = await SecretOfAsync(facts, successor, slots).ConfigureAwait(false);
        if (secret is null)
        {
            return facts with { Own = null, Store = store };
        }

        if (store.CurrentId == facts.OldId)
        {
            var replaced = await finder.ReadSecretAsync(slots.Current).ConfigureAwait(false);
            if (replaced?.TokenId != facts.OldId)
            {
                return facts with { Store = isStill with { CurrentId = replaced?.TokenId } };
            }

            await KeepAsync(slots.Previous, replaced.Token, facts.OldId).ConfigureAwait(false);
        }

        // A run that has been held up may take a token for the new one that another has collected since.
        return await SendBeforeAsync(LastPromotion(facts), cancel => KeepAsync(slots.Current, secret, successor.Id, cancel)).ConfigureAwait(false)
            ? facts with { Store = isStill with { CurrentId = successor.Id, CurrentIsDead = false } }
            : await finder.RefreshAsync(facts).ConfigureAwait(false);
    }

    // ----- the old token's end

    private async Task<RotationFacts> RevokeAsync(RotationFacts facts, DtToken successor)
    {
        var old = facts.Old!;
        var editor = EditorOf(facts);
        if (target.Store is not null)
        {
            var current = await finder.ReadSecretAsync(finder.Slots(facts).Current).ConfigureAwait(false);
            if (current is null || facts.Heirs.All(heir => heir.Id != current.TokenId))
            {
                return facts with { Store = facts.Store! with { CurrentId = current?.TokenId } };
            }

            await ProveCurrentAsync(facts, successor, current.Token).ConfigureAwait(false);
            facts = facts with { Store = facts.Store! with { CurrentId = current.TokenId, CurrentIsDead = false, Unreadable = false } };
            editor = old.Id == run.Caller.Id ? run.Api.As(current.Token) : editor;
        }

        // A consumer, a store or a prompt may have taken long: what the user approved must still be so.
        var fresh = await finder.ReadPairAsync(facts, successor.Id).ConfigureAwait(false);
        if (!IsStill(RotationStep.Revoke, fresh))
        {
            return fresh;
        }

        facts = fresh;
        old = fresh.Old!;

        if (old.Id == run.Caller.Id)
        {
            TakeOver(editor, successor);
        }

        var now = run.Api.ServerTime;
        var name = NameStamp.Revoked(now, successor.Id).ApplyTo(NameStamp.WholeName(NameStamp.Read(old.Name).BaseName, successor));
        var update = new TokenUpdate { Enabled = false, Name = name };
        if (!await SendBeforeAsync(now + RotationTimes.CommitWindow, cancel => run.Api.UpdateAsync(old.Id, update, cancel)).ConfigureAwait(false))
        {
            // A time that is long past may overwrite that of another run.
            return await finder.RefreshAsync(facts with { Caller = run.Caller }).ConfigureAwait(false);
        }

        await KeepRevokedAsync(facts).ConfigureAwait(false);
        return facts with
        {
            Caller = run.Caller,
            // The call may have waited long for its turn: the server's time of the answer counts.
            Old = old with { Enabled = false, Name = name, ModifiedDate = run.Api.ServerTime },
        };
    }

    private async Task<RotationFacts> RenameAsync(RotationFacts facts, DtToken successor)
    {
        if (target.Store is not null && OperationOf(successor) is { } operation)
        {
            await target.Store.RemoveAsync(finder.Slots(facts).Pending(operation), run.Abort).ConfigureAwait(false);
        }

        var name = facts.Own?.Spec?.Name ?? NameStamp.WholeName(NameStamp.Read(successor.Name).BaseName, facts.Old);
        await run.Api.UpdateAsync(successor.Id, new TokenUpdate { Name = name }, run.Abort).ConfigureAwait(false);
        var renamed = successor with { Name = name };
        return Without(successor.Id, facts) with
        {
            Heirs = facts.Heirs.Select(heir => heir.Id == successor.Id ? renamed : heir).ToList(),
            Own = facts.Old is null ? null : facts.Own,
            IsSettled = facts.Old is null,
        };
    }

    private async Task<RotationFacts> DeleteAsync(RotationFacts facts)
    {
        var fresh = await finder.ReadPairAsync(facts, new Situation(facts).HeirThatWorks?.Id).ConfigureAwait(false);
        if (!IsStill(RotationStep.Delete, fresh))
        {
            return fresh;
        }

        await run.Api.DeleteAsync(facts.OldId, run.Abort).ConfigureAwait(false);
        if (target.Store is not null && EntryOfPrevious(facts) is { } previous
            && await target.Store.ReadAsync(previous, run.Abort).ConfigureAwait(false) is { } kept
            && (kept.TokenId ?? facts.OldId) == facts.OldId)
        {
            await target.Store.RemoveAsync(previous, run.Abort).ConfigureAwait(false);
        }

        return facts with { Old = null, Own = null, Heirs = [], IsSettled = true };
    }

    // A token that cannot have an entry of this kind has left none.
    private string? EntryOfPrevious(RotationFacts facts)
    {
        try
        {
            return finder.Slots(facts).Previous;
        }
        catch (SecretNameException)
        {
            return null;
        }
    }

    private async Task<RotationFacts> CollectAsync(RotationFacts facts, DtToken orphan)
    {
        var fresh = await ReadAgainAsync(facts, orphan).ConfigureAwait(false);
        if (run.Options.Planner(fresh) is not { Step: RotationStep.Collect } again || again.Successor!.Id != orphan.Id)
        {
            return fresh;
        }

        await run.Api.UpdateAsync(orphan.Id, new TokenUpdate { Enabled = false }, run.Abort).ConfigureAwait(false);
        await run.Api.DeleteAsync(orphan.Id, run.Abort).ConfigureAwait(false);
        if (target.Store is not null && OperationOf(orphan) is { } operation)
        {
            await target.Store.RemoveAsync(finder.Slots(facts).Pending(operation), run.Abort).ConfigureAwait(false);
        }

        return Without(orphan.Id, fresh);
    }

    // ----- what several steps need

    // What was approved is still what the planner would do.
    private bool IsStill(RotationStep step, RotationFacts fresh) => run.Options.Planner(fresh).Step == step;

    private static string? OperationOf(DtToken token) => NameStamp.Read(token.Name).Stamp?.Operation;

    private static RotationFacts Without(string id, RotationFacts facts) =>
        facts with { Pending = facts.Pending.Where(token => token.Id != id).ToList() };

    // The token that authenticates must not edit itself in API v1, and its successor has to prove that it can.
    private ThrottledApi EditorOf(RotationFacts facts) =>
        facts.Old!.Id == run.Caller.Id && facts.Own is { } own ? run.Api.As(own.Token) : run.Api;

    private void TakeOver(ThrottledApi api, DtToken successor)
    {
        run.SwitchTo(api, successor);
        host.CallerReplaced(api.Unthrottled, successor);
    }

    /// <summary>The fence: true if the change came to its end before <paramref name="last"/>; if not, the caller must look what became of it.</summary>
    private async Task<bool> SendBeforeAsync(DateTimeOffset last, Func<CancellationToken, Task> change)
    {
        var left = last - run.Api.ServerTimes.Latest;
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        using var fence = run.Options.Time.CreateCancellationTokenSource(left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Abort, fence.Token);
        try
        {
            await change(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!run.Abort.IsCancellationRequested)
        {
            return false;
        }
    }

    // The commit mark protects the new token as long as it stands; without an old token nothing does.
    private static DateTimeOffset LastPromotion(RotationFacts facts) =>
        (facts is { Old: null, Own: { } own } ? own.CreationDate : facts.SeenAt) + RotationTimes.CommitWindow;

    /// <summary>Writes an entry and believes only what is read back.</summary>
    private Task<ApiToken> KeepAsync(string entry, ApiToken token, string id) => KeepAsync(entry, token, id, run.Abort);

    private async Task<ApiToken> KeepAsync(string entry, ApiToken token, string id, CancellationToken cancel)
    {
        await target.Store!.WriteAsync(entry, token, id, cancel).ConfigureAwait(false);
        var kept = await target.Store.ReadAsync(entry, run.Abort).ConfigureAwait(false);
        return token.Equals(kept?.Token)
            ? kept!.Token
            : throw new SecretStoreException(RotationMessages.NotKept(target.Store.Name, entry, id));
    }

    private async Task<ApiToken?> SecretOfAsync(RotationFacts facts, DtToken successor, SecretSlots slots)
    {
        if (facts.Own is { Stored: true } own && own.Id == successor.Id)
        {
            return own.Token;
        }

        return OperationOf(successor) is { } operation
            && await finder.ReadSecretAsync(slots.Pending(operation)).ConfigureAwait(false) is { } secret
            && secret.TokenId == successor.Id
                ? secret.Token
                : null;
    }

    // The value must be one that has been verified: the one in hand, or the one that was pending when the mark was set.
    private async Task ProveCurrentAsync(RotationFacts facts, DtToken successor, ApiToken current)
    {
        if (await SecretOfAsync(facts, successor, finder.Slots(facts)).ConfigureAwait(false) is { } verified && verified.Equals(current))
        {
            return;
        }

        var self = await run.Api.As(current).LookupAsync(current, run.Abort).ConfigureAwait(false);
        if (facts.Heirs.All(heir => heir.Id != self.Id))
        {
            throw new SecretStoreException(RotationMessages.NotKept(target.Store!.Name, finder.Slots(facts).Current, successor.Id));
        }
    }

    // Somebody may have written the store while the old token was being revoked: then it is needed again.
    private async Task KeepRevokedAsync(RotationFacts facts)
    {
        if (target.Store is null || !facts.Old!.Enabled)
        {
            return;
        }

        var current = await ReadOrNothingAsync(finder.Slots(facts).Current).ConfigureAwait(false);
        if (current?.TokenId is { } id && facts.Heirs.Any(heir => heir.Id == id))
        {
            return;
        }

        await run.Api.UpdateAsync(facts.OldId, new TokenUpdate { Enabled = true, Name = facts.Old.Name }, run.Abort).ConfigureAwait(false);
        throw new SecretStoreException(RotationMessages.ChangedMeanwhile(target.Store.Name, finder.Slots(facts).Current, facts.Old));
    }

    private async Task<StoredSecret?> ReadOrNothingAsync(string entry)
    {
        try
        {
            return await finder.ReadSecretAsync(entry).ConfigureAwait(false);
        }
        catch (SecretStoreException)
        {
            return null;
        }
    }

    private async Task<RotationFacts> ReadAgainAsync(RotationFacts facts, DtToken orphan)
    {
        var seenAt = run.Api.ServerTime;
        var old = facts.Old is null ? null : await run.Api.FindAsync(facts.OldId, run.Abort).ConfigureAwait(false);
        var now = await run.Api.FindAsync(orphan.Id, run.Abort).ConfigureAwait(false);
        var others = Without(orphan.Id, facts);
        var pending = now is null || NameStamp.Read(now.Name).Stamp != NameStamp.Read(orphan.Name).Stamp ? others.Pending : [now, .. others.Pending];
        var fresh = await finder.WithHeirsAsync(facts with
        {
            Old = old,
            Pending = FactFinder.InOrder(pending),
            SeenAt = seenAt,
        }).ConfigureAwait(false);
        var store = target.Store is null ? null : await finder.ReadStoreAsync(fresh).ConfigureAwait(false);
        return run.AtThisMoment(fresh with { Store = store });
    }

    private async Task<HashSet<string>> RemoveLostAsync(RotationFacts facts, RecentTokens recent)
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in recent.PendingOf(facts.OldId).Where(token => OperationOf(token) is { } operation && _lostOperations.Contains(operation)))
        {
            await run.Api.DeleteAsync(token.Id, run.Abort).ConfigureAwait(false);
            removed.Add(token.Id);
        }

        return removed;
    }
}

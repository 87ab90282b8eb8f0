using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Steps;

/// <summary>The steps that make the new token the successor: the commit mark, and the way of its secret to its place.</summary>
internal sealed class CommitSteps(RotationRun run, FactFinder finder, IRotationHost host)
{
    private static readonly TimeSpan BeforeCreation = TimeSpan.FromSeconds(1);

    public async Task<RotationFacts> RecheckAsync(RotationFacts facts)
    {
        // The new token reads this list itself where it will have to take over: it must be able to.
        var list = facts.Old!.Id == run.Caller.Id
            ? await run.ReadShortListAsync(run.Api.As(facts.Own!.Token), TokenOrder.LastModifiedFirst).ConfigureAwait(false)
            : await run.Lists.NextAsync(TokenOrder.LastModifiedFirst).ConfigureAwait(false);
        var merged = await finder.MergeAsync(facts, list).ConfigureAwait(false);
        return merged with { SeenAt = list.From, Own = facts.Own! with { Rechecked = true } };
    }

    public async Task<RotationFacts> CommitAsync(RotationFacts facts, DtToken successor)
    {
        var old = facts.Old!;
        var now = run.Api.ServerTime;
        // A compromised token was revoked before its successor was made.
        var revokedAt = NameStamp.Read(old.Name).Stamp?.At ?? (successor.CreationDate ?? now) - BeforeCreation;
        var stamp = old.Enabled
            ? NameStamp.Superseded(now, successor.Id, facts.Policy.Overlap, facts.Policy.Use is not null)
            : NameStamp.Revoked(revokedAt, successor.Id, facts.Policy.GracePeriod);
        var name = stamp.ApplyTo(NameStamp.Read(old.Name).BaseName);
        // A stamp that says revoked must be true, whatever somebody has done meanwhile.
        var update = new TokenUpdate { Enabled = old.Enabled ? null : false, Name = name };
        var last = (facts.Own?.CreationDate ?? now) + RotationTimes.CommitWindow;
        try
        {
            return await FencedChange.SendAsync(run, last, cancel => run.EditorOf(facts).UpdateAsync(old.Id, update, cancel))
                .ConfigureAwait(false)
                ? facts with { Old = old with { Name = name, ModifiedDate = now }, Heirs = [successor], SeenAt = now }
                : facts;
        }
        catch (TokenNotFoundException)
        {
            return facts with { Old = null };
        }
    }

    public async Task<RotationFacts> HandOverAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var created = new CreatedToken(own.Id, own.Token, own.ExpirationDate);
        var removableFrom = run.Api.ServerTime + facts.Policy.GracePeriod;
        await host.HandOverAsync(new HandedOverToken(facts.Old!, created, own.Spec!, removableFrom)).ConfigureAwait(false);
        return facts with { Own = own with { HandedOver = true } };
    }

    public async Task<RotationFacts> PromoteAsync(RotationFacts facts, DtToken successor)
    {
        var place = finder.PlaceOf(facts);
        var store = (await finder.ReadStoreAsync(facts).ConfigureAwait(false))!;
        var isStill = facts.Store! with { CurrentId = store.CurrentId, CurrentIsDead = store.CurrentIsDead, Unreadable = store.Unreadable };
        if (store.Unreadable || store.CurrentId != facts.Store.CurrentId)
        {
            return facts with { Store = isStill };
        }

        if (await finder.SecretOfAsync(facts, successor).ConfigureAwait(false) is not { } secret)
        {
            return facts with { Own = null, Store = store };
        }

        if (store.CurrentId == facts.OldId)
        {
            var replaced = await place.CurrentAsync().ConfigureAwait(false);
            if (replaced?.TokenId != facts.OldId)
            {
                return facts with { Store = isStill with { CurrentId = replaced?.TokenId } };
            }

            await place.KeepPreviousAsync(replaced.Token, facts.OldId).ConfigureAwait(false);
        }

        // A run that has been held up may take a token for the new one that another has collected since.
        return await FencedChange.SendAsync(run, LastPromotion(facts), cancel => place.KeepCurrentAsync(secret, successor.Id, cancel))
            .ConfigureAwait(false)
            ? facts with { Store = isStill with { CurrentId = successor.Id, CurrentIsDead = false } }
            : await finder.RefreshAsync(facts).ConfigureAwait(false);
    }

    // The commit mark protects the new token as long as it stands; without an old token nothing does.
    private static DateTimeOffset LastPromotion(RotationFacts facts) =>
        (facts is { Old: null, Own: { } own } ? own.CreationDate : facts.SeenAt) + RotationTimes.CommitWindow;
}

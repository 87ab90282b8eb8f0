using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Steps;

/// <content>What the store shows.</content>
internal sealed partial class FactFinder
{
    /// <summary>What the store holds now; null for the pipeline.</summary>
    public Task<StoreFacts?> ReadStoreAsync(RotationFacts facts) =>
        // Where no token is left none could have an entry.
        !target.Places.IsPipeline && facts is { Old: null, Pending.Count: 0, Heirs.Count: 0, LeftBehind.Count: 0 }
            && target.Missing is null
            ? Task.FromResult<StoreFacts?>(NothingRead)
            : ReadPlaceAsync(facts);

    /// <summary>Removes from the stores what runs that died have left beside the entries.</summary>
    public Task SweepAsync(RotationFacts facts) => PlaceOf(facts).SweepAsync(run.Listings, IsLeftOverAsync);

    // The token is gone; or the current entry has its secret as well, and none that it has replaced is left to go back to.
    private async Task<bool> IsLeftOverAsync(StoredSecret held, string? currentId)
    {
        if (held.TokenId is not { } id)
        {
            return true;
        }

        if (await GetAsync(id).ConfigureAwait(false) is not { } token)
        {
            return await run.Api.FindAsync(held.Token, run.Abort).ConfigureAwait(false) is null;
        }

        return id == currentId
            && run.Snapshot.Find(id) is not null
            && run.Snapshot.Naming(id).All(run.IsDeleted)
            && NameStamp.Read(token.Name).Stamp is null;
    }

    private async Task<StoreFacts?> ReadPlaceAsync(RotationFacts facts)
    {
        var situation = new Situation(facts);
        var heirs = new[] { situation.Partner, situation.HeirThatWorks }.OfType<DtToken>();
        var read = await PlaceOf(facts).ReadAsync([.. facts.Pending, .. heirs], IsDeadAsync).ConfigureAwait(false);
        var kept = await KeptPartnerAsync(facts).ConfigureAwait(false);
        var known = new List<StoreFacts>();
        foreach (var entry in read)
        {
            var isAncestor = entry.CurrentId is { } heldId && run.Snapshot.LeadsTo(heldId, target.OldId, IsOurs);
            var current = await CurrentAsync(facts, situation, entry.CurrentId).ConfigureAwait(false);
            var works = !situation.HeirWorks && Works(current);
            known.Add(entry with
            {
                PendingIds = [.. entry.PendingIds, .. kept],
                CurrentIsAncestor = isAncestor,
                CurrentHasReturned = HasReturned(situation, entry.CurrentId),
                CurrentWorks = works,
                Current = current,
                CurrentIsClaimed = current is not null && run.Snapshot.Naming(current.Id).Any(id => id != target.OldId),
            });
        }

        return known.Count == 0 ? null : StoreFacts.Together(known, target.OldId, facts.Heirs);
    }

    // A new token that the mark alone does not prove to be one has its secret beside the entry all the same. What the store was
    // found to hold before proves nothing of what it holds now.
    private async Task<IReadOnlyList<string>> KeptPartnerAsync(RotationFacts facts) =>
        new Situation(facts with { Store = null }) is { IsSuperseded: true, Partner: { } partner, PartnerIsConsistent: false }
        && await PlaceOf(facts).PendingAsync(partner.Id).ConfigureAwait(false) is not null
            ? [partner.Id]
            : [];

    // An undo notes on the new token, which is the caller's user's, which one it was to replace: that may be anybody's.
    private bool HasReturned(Situation situation, string? currentId) =>
        currentId is not null && situation is { Stamp.OriginId: { } originId, Old.Enabled: false } && IsOurs(target.OldId)
        && (currentId == originId
            || run.Snapshot.LeadsTo(originId, currentId, id => id == originId || IsOurs(id), orIsAbout: true));

    // The token that an entry holds, where a mark stands and it is none that the mark leads to, or none of those works; and where
    // new tokens are left of an old one that is gone.
    private async Task<DtToken?> CurrentAsync(RotationFacts facts, Situation situation, string? id)
    {
        var isLeft = facts is { Old: null, Pending.Count: > 0 };
        if (id is null || (situation is { IsRevokedWithSuccessor: false, IsSuperseded: false } && !isLeft)
            || (situation.HeirWorks && (id == facts.OldId || facts.Heirs.Any(heir => heir.Id == id))))
        {
            return null;
        }

        var listed = situation.HeirWorks ? await CompleteAsync(run.Snapshot.Find(id)).ConfigureAwait(false) : null;
        return listed ?? await GetAsync(id).ConfigureAwait(false);
    }

    private bool Works(DtToken? token) =>
        token is { Enabled: true } && token.Owner == run.Caller.Owner && !(token.ExpirationDate <= run.Api.ServerTimes.Latest);
}

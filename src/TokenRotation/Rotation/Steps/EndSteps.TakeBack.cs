using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Steps;

/// <content>What a revocation takes back.</content>
internal sealed partial class EndSteps
{
    // Somebody may have written the store while the old token was being revoked: then it is needed again.
    private async Task KeepRevokedAsync(RotationFacts facts)
    {
        // A place of its own: the token that authenticated before is revoked by now.
        var place = finder.PlaceOf(facts);
        if (place.IsPipeline || !facts.Old!.Enabled)
        {
            return;
        }

        foreach (var entry in place.Entries)
        {
            if (!await HoldsAnHeirAsync(facts, entry).ConfigureAwait(false))
            {
                await TakeBackAsync(facts).ConfigureAwait(false);
                throw entry.ChangedMeanwhile(facts.Old);
            }
        }
    }

    // The mark comes back with the state, unless somebody has written another name since.
    private async Task TakeBackAsync(RotationFacts facts)
    {
        var now = await run.Api.FindAsync(facts.OldId, run.Abort).ConfigureAwait(false);
        var isNoted = now is not null && NameStamp.Read(now.Name).Stamp is { Kind: StampKind.Revoked } stamp
            && stamp.PartnerId == new Situation(facts).Stamp!.PartnerId;
        if (now is { Enabled: false } || isNoted)
        {
            var back = new TokenUpdate { Enabled = true, Name = isNoted ? facts.Old!.Name : null };
            await run.Api.UpdateAsync(facts.OldId, back, run.Abort).ConfigureAwait(false);
        }
    }

    private static async Task<bool> HoldsAnHeirAsync(RotationFacts facts, StoreEntry entry)
    {
        try
        {
            var current = await entry.CurrentAsync().ConfigureAwait(false);
            return current?.TokenId is { } id && facts.Heirs.Any(heir => heir.Id == id);
        }
        catch (SecretStoreException)
        {
            // What cannot be read counts as changed.
            return false;
        }
    }
}

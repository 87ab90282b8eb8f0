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
            var heldId = await HeldIdAsync(entry).ConfigureAwait(false);
            if (facts.Heirs.All(heir => heir.Id != heldId))
            {
                await TakeBackAsync(facts, isGoneBack: heldId == facts.OldId).ConfigureAwait(false);
                throw entry.ChangedMeanwhile(facts.Old);
            }
        }
    }

    // The mark comes back with the state, unless somebody has written another name since, or has put the old secret back: then
    // the new token may be about to go, and both wait for a word. One that is enabled by now somebody holds: his note stays.
    private async Task TakeBackAsync(RotationFacts facts, bool isGoneBack)
    {
        if (await run.Api.FindAsync(facts.OldId, run.Abort).ConfigureAwait(false) is not { Enabled: false } now)
        {
            return;
        }

        var isOurs = NameStamp.Read(now.Name).Stamp == facts.Written!.Value.Stamp;
        if (isOurs && isGoneBack)
        {
            await TokenRevocation.EnableAsync(run.Api, now, run.Abort).ConfigureAwait(false);
            return;
        }

        var back = new TokenUpdate { Enabled = true, Name = isOurs ? facts.Old!.Name : null };
        await run.Api.UpdateAsync(facts.OldId, back, run.Abort).ConfigureAwait(false);
    }

    private static async Task<string?> HeldIdAsync(StoreEntry entry)
    {
        try
        {
            return (await entry.CurrentAsync().ConfigureAwait(false))?.TokenId;
        }
        catch (SecretStoreException)
        {
            // What cannot be read counts as changed.
            return null;
        }
    }
}

using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation;

/// <summary>
/// Takes a rotation back, as long as the old token exists: its secret becomes the store's current one again, it is enabled and
/// gets its name. Each step may be repeated, and in each place between them a working secret is current.
/// </summary>
internal sealed class RotationUndo(ITokenApi api, SecretPlace place, CancellationToken abort)
{
    /// <summary>Goes back to the old token.</summary>
    /// <param name="old">The old token as it is now.</param>
    /// <returns>The old token afterwards, and the new one if it stays enabled beside it.</returns>
    /// <exception cref="SecretStoreException">The store does not hold the old secret, or does not give it back.</exception>
    public async Task<(DtToken Old, DtToken? StillEnabled)> RunAsync(DtToken old)
    {
        if (NameStamp.Read(old.Name).Stamp is not { Kind: not StampKind.Pending } stamp)
        {
            return (await TokenRevocation.RestoreAsync(api, old, null, abort).ConfigureAwait(false), null);
        }

        var successor = stamp.PartnerId is { } id ? await api.FindAsync(id, abort).ConfigureAwait(false) : null;
        if (!place.IsPipeline && successor is not null)
        {
            await PutBackAsync(old, successor).ConfigureAwait(false);
        }

        var stays = successor is { Enabled: true } && !MayGo(stamp);
        await SettleAsync(successor, old, stays).ConfigureAwait(false);
        var restored = await TokenRevocation.RestoreAsync(api, old, successor, abort).ConfigureAwait(false);
        return (restored, stays ? successor : null);
    }

    // What stays must not look pending: a later run would take it for left behind.
    private Task SettleAsync(DtToken? successor, DtToken old, bool stays)
    {
        if (successor is not { Enabled: true })
        {
            return Task.CompletedTask;
        }

        var (name, stamp) = NameStamp.Read(successor.Name);
        return !stays ? TokenRevocation.RevokeAsync(api, successor, old.Id, abort)
            : stamp is { Kind: StampKind.Pending } ? api.UpdateAsync(successor.Id, new TokenUpdate { Name = name }, abort)
            : Task.CompletedTask;
    }

    // Only where its secret is known to be nobody's current one a new token is taken away; after the old one was revoked it is
    // in use.
    private bool MayGo(NameStamp stamp) => stamp.Kind == StampKind.Superseded && !place.IsPipeline;

    private async Task PutBackAsync(DtToken old, DtToken successor)
    {
        if ((await place.CurrentAsync().ConfigureAwait(false))?.TokenId != successor.Id)
        {
            return;
        }

        var previous = await place.PreviousAsync(old.Id).ConfigureAwait(false) ?? throw place.OldSecretMissing(old);

        // A revoked token is of no use as the current one.
        if (!old.Enabled)
        {
            await api.UpdateAsync(old.Id, new TokenUpdate { Enabled = true }, abort).ConfigureAwait(false);
        }

        await place.KeepCurrentAsync(previous, old.Id, abort).ConfigureAwait(false);
    }
}

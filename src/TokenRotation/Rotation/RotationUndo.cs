using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation;

/// <summary>
/// Takes a rotation back, as long as the old token exists: its secret becomes the store's current one again, it is enabled and
/// gets its name. Each step may be repeated, and in each place between them a working secret is current.
/// </summary>
/// <param name="api">The environment.</param>
/// <param name="owner">Whose tokens the caller makes; null where that is not known.</param>
/// <param name="place">Where the secrets are.</param>
/// <param name="abort">Ends it.</param>
internal sealed class RotationUndo(ITokenApi api, string? owner, SecretPlace place, CancellationToken abort)
{
    /// <summary>Goes back to the old token. The user says that nothing needs the new one.</summary>
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
        var wasCurrent = !place.IsPipeline && successor is not null && await PutBackAsync(old, successor).ConfigureAwait(false);
        var mayGo = successor is { Enabled: true }
            && (wasCurrent || await FitsAsync(old, successor).ConfigureAwait(false))
            && (place.IsPipeline || await place.IsCurrentEverywhereAsync(old.Id).ConfigureAwait(false));
        if (mayGo && !old.Enabled && !wasCurrent)
        {
            await api.UpdateAsync(old.Id, new TokenUpdate { Enabled = true }, abort).ConfigureAwait(false);
        }

        var goes = mayGo && await LetGoAsync(successor!, old.Id).ConfigureAwait(false);
        if (!goes && successor is { Enabled: true })
        {
            await TakeMarkAsync(successor, old.Id).ConfigureAwait(false);
        }

        var restored = await TokenRevocation.RestoreAsync(api, old, successor, abort).ConfigureAwait(false);
        return (restored, !goes && successor is { Enabled: true } ? successor : null);
    }

    // Anybody may write a stamp that names a token: one that was not in the store is believed only where it belongs to the
    // caller's user, and says the same itself or bears the name on that no other token's stamp claims for it.
    private async Task<bool> FitsAsync(DtToken old, DtToken successor) =>
        successor.Owner == (owner ?? old.Owner)
        && (NameStamp.Read(successor.Name).Stamp is { } stamp
            ? stamp.Kind == StampKind.Pending && stamp.PartnerId == old.Id
            : TakesTheNameOn(old, successor) && await IsNamedByNoOtherAsync(old, successor).ConfigureAwait(false));

    // A rotation that is through has taken the mark from the new token's name.
    private static bool TakesTheNameOn(DtToken old, DtToken successor) =>
        !(successor.CreationDate <= old.CreationDate)
        && NameStamp.Uncut(NameStamp.Read(old.Name).BaseName, successor.Name) == successor.Name;

    private async Task<bool> IsNamedByNoOtherAsync(DtToken old, DtToken successor) =>
        (await TenantSnapshot.TakeAsync(api, abort).ConfigureAwait(false)).Naming(successor.Id).All(id => id == old.Id);

    // What stays must not look pending: a later run would take it for left behind. What is another's is not touched.
    private Task TakeMarkAsync(DtToken successor, string oldId) =>
        NameStamp.Read(successor.Name) is (var name, { Kind: StampKind.Pending } stamp) && stamp.PartnerId == oldId
            && (owner is null || successor.Owner == owner)
            ? api.UpdateAsync(successor.Id, new TokenUpdate { Name = name }, abort)
            : Task.CompletedTask;

    // A run that goes on with the rotation may have put its secret into the store meanwhile: then it is needed again.
    private async Task<bool> LetGoAsync(DtToken successor, string oldId)
    {
        // Noted as a new token that was left behind, it delays no later rotation of the old one, and goes in a run of that.
        var stamp = NameStamp.LeftBehind(api.ServerTime, oldId, RotationPolicy.DefaultGracePeriod);
        var gone = new TokenUpdate { Enabled = false, Name = stamp.ApplyTo(NameStamp.Read(successor.Name).BaseName) };
        await api.UpdateAsync(successor.Id, gone, abort).ConfigureAwait(false);
        if ((await place.HoldingAsync(successor.Id).ConfigureAwait(false)).Count > 0)
        {
            var back = new TokenUpdate { Enabled = true, Name = successor.Name };
            await api.UpdateAsync(successor.Id, back, abort).ConfigureAwait(false);
            return false;
        }

        await place.ForgetPendingAsync(successor.Id).ConfigureAwait(false);
        return true;
    }

    // True if an entry held the new token's secret, and all of those hold the old one's now.
    private async Task<bool> PutBackAsync(DtToken old, DtToken successor)
    {
        var holding = await place.HoldingAsync(successor.Id).ConfigureAwait(false);
        if (holding.Count == 0)
        {
            return false;
        }

        var previous = await place.PreviousAsync(old.Id).ConfigureAwait(false) ?? throw holding[0].OldSecretMissing(old);

        // A revoked token is of no use as the current one.
        if (!old.Enabled)
        {
            await api.UpdateAsync(old.Id, new TokenUpdate { Enabled = true }, abort).ConfigureAwait(false);
        }

        foreach (var entry in holding)
        {
            await entry.KeepCurrentAsync(previous, old.Id, abort).ConfigureAwait(false);
        }

        return true;
    }
}

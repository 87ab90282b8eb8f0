using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation;

/// <summary>
/// Takes a rotation back, as long as the old token exists: it is enabled with a mark that no run goes on from, its secret becomes
/// the store's current one again, the new token goes, and the old one gets its name. Each step may be repeated, and in each place
/// between them a working secret is current, and the same command goes on.
/// </summary>
/// <param name="api">The environment.</param>
/// <param name="owner">Whose tokens the caller makes; null where that is not known.</param>
/// <param name="place">Where the secrets are.</param>
/// <param name="abort">Ends it.</param>
/// <param name="asOld">The environment as the old token sees it, where its secret is at hand; null where it is not.</param>
internal sealed class RotationUndo(
    ITokenApi api, string? owner, SecretPlace place, CancellationToken abort, ITokenApi? asOld = null)
{
    /// <summary>Goes back to the old token. The user says that nothing needs the new one.</summary>
    /// <param name="old">The old token as it is now.</param>
    /// <returns>What has become of both.</returns>
    /// <exception cref="RotationRefusedException">The old token has expired, and the new one works.</exception>
    /// <exception cref="SecretStoreException">The store does not hold the old secret, or does not give it back.</exception>
    public async Task<UndoneRotation> RunAsync(DtToken old)
    {
        if (NameStamp.Read(old.Name).Stamp is not { Kind: not StampKind.Pending } stamp)
        {
            return new UndoneRotation(await TokenRevocation.RestoreAsync(api, old, null, abort).ConfigureAwait(false), null);
        }

        var successor = stamp.PartnerId is { } id ? await api.FindAsync(id, abort).ConfigureAwait(false) : null;
        var holding = successor is null ? null : await place.HoldingAsync(successor.Id).ConfigureAwait(false);
        // An entry that is empty may have a mistyped name: the mark stays for whoever comes with the right one.
        if (successor is null || (holding is null && !await IsItsAsync(old, successor).ConfigureAwait(false)))
        {
            return successor is not null && CouldBeIts(old, stamp, successor) && !place.IsPipeline
                && await place.CurrentAsync().ConfigureAwait(false) is null
                ? new UndoneRotation(await HoldAsync(old, successor).ConfigureAwait(false), successor)
                : await LeaveAsync(old, successor).ConfigureAwait(false);
        }

        if (IsOver(old, successor, api.ServerTimes.Latest))
        {
            throw new RotationRefusedException(RotationMessages.OldHasExpired(old, successor));
        }

        var previous = holding is null ? null
            : await place.PreviousAsync(old.Id).ConfigureAwait(false) ?? throw holding.OldSecretMissing(old);
        old = await HoldAsync(old, successor).ConfigureAwait(false);
        if (holding is not null)
        {
            await PutBackAsync(holding, previous!, old, successor).ConfigureAwait(false);
        }

        // The token that authenticates cannot revoke itself.
        if (successor.Id != api.CallerId || await AsOldAsync(previous, old.Id).ConfigureAwait(false) is not { } caller)
        {
            return await EndAsync(old, successor).ConfigureAwait(false);
        }

        var undone = await new RotationUndo(caller, owner, place, abort)
            .EndAsync(old, successor, api.Capabilities.OwnTokenIsReadOnly ? api : null).ConfigureAwait(false);
        return undone with { Caller = caller };
    }

    /// <summary>Whether the old token has expired, so that nothing but the new one works.</summary>
    public static bool IsOver(DtToken old, DtToken successor, DateTimeOffset now) =>
        old.ExpirationDate <= now && successor.Enabled && !(successor.ExpirationDate <= now);

    /// <summary>
    /// Whether the new token's own mark says that its secret goes into a store, which would go on holding it when it is revoked.
    /// </summary>
    public static bool IsStored(DtToken old, DtToken successor) =>
        NameStamp.Read(successor.Name).Stamp is { Kind: StampKind.Pending, Place: not (null or NameStamp.Pipeline) } stamp
        && stamp.PartnerId == old.Id;

    // An undo that did not come to its end has put the old secret back, and it is still beside the entry.
    private async Task<ITokenApi?> AsOldAsync(ApiToken? previous, string oldId) =>
        (previous ?? await place.PreviousAsync(oldId).ConfigureAwait(false)) is { } secret ? api.As(secret) : asOld;

    // The entries hold the old secret, or another one than either: then both tokens stay.
    private async Task<UndoneRotation> EndAsync(DtToken old, DtToken successor, ITokenApi? asSuccessor = null)
    {
        if (successor.Enabled && !place.IsPipeline && !await place.IsCurrentEverywhereAsync(old.Id).ConfigureAwait(false))
        {
            return new UndoneRotation(old, successor);
        }

        // Where the old token authenticates and cannot edit itself, the new one gives it its name back while it works.
        var restored = asSuccessor is null ? null
            : await TokenRevocation.RestoreAsync(asSuccessor, old, successor, abort).ConfigureAwait(false);
        var stays = successor.Enabled && successor.Id == api.CallerId;
        if (successor.Enabled && !stays && !await LetGoAsync(successor, old.Id).ConfigureAwait(false))
        {
            return new UndoneRotation(restored ?? old, successor);
        }

        restored ??= await GiveNameBackAsync(old, successor).ConfigureAwait(false);
        return new UndoneRotation(restored, stays ? successor : null);
    }

    // A run may have given it its name back, and begun anew: what it has written since stays.
    private async Task<DtToken> GiveNameBackAsync(DtToken old, DtToken successor)
    {
        var now = await api.GetAsync(old.Id, abort).ConfigureAwait(false);
        return NameStamp.Read(now.Name).Stamp is { Kind: not StampKind.Pending } stamp && stamp.PartnerId == successor.Id
            ? await TokenRevocation.RestoreAsync(api, now, successor, abort).ConfigureAwait(false)
            : now;
    }

    // What the mark names is no new token of this rotation, or none any more.
    private async Task<UndoneRotation> LeaveAsync(DtToken old, DtToken? successor)
    {
        if (successor is { Enabled: true })
        {
            await TakeMarkAsync(successor, old.Id).ConfigureAwait(false);
        }

        var restored = await TokenRevocation.RestoreAsync(api, old, successor, abort).ConfigureAwait(false);
        return new UndoneRotation(restored, successor is { Enabled: true } ? successor : null);
    }

    // A token that is enabled and noted as revoked waits for a word: no run revokes, deletes or collects anything of it. Since
    // when is not said: whoever disables it meanwhile does so anew.
    private async Task<DtToken> HoldAsync(DtToken old, DtToken successor)
    {
        var (name, stamp) = NameStamp.Read(old.Name);
        var held = stamp is { Kind: StampKind.Revoked }
            ? (stamp with { At = null }).ApplyTo(name)
            : NameStamp.Revoked(null, successor.Id).ApplyTo(NameStamp.WholeName(name, successor));
        if (!old.Enabled || held != old.Name)
        {
            var update = new TokenUpdate { Enabled = true, Name = held == old.Name ? null : held };
            await api.UpdateAsync(old.Id, update, abort).ConfigureAwait(false);
        }

        return old with { Enabled = true, Name = held };
    }

    // Nothing speaks against it: it works, is of the same user, and was made after the old one and before the mark.
    private bool CouldBeIts(DtToken old, NameStamp stamp, DtToken successor) =>
        successor.Enabled && successor.Owner == (owner ?? old.Owner)
        && !(successor.CreationDate <= old.CreationDate) && !(successor.CreationDate > stamp.At + RotationTimes.Tolerance);

    // A run may have the new secret on its way: it waits beside the entries.
    private async Task<bool> IsItsAsync(DtToken old, DtToken successor) =>
        await place.PendingAsync(successor.Id).ConfigureAwait(false) is not null
            || await FitsAsync(old, successor).ConfigureAwait(false);

    // Anybody may write a stamp that names a token: one that is not in the store is believed only where it belongs to the
    // caller's user, and says the same itself or was made for this one, and no other token's stamp claims it.
    private async Task<bool> FitsAsync(DtToken old, DtToken successor) =>
        successor.Owner == (owner ?? old.Owner)
        && (NameStamp.Read(successor.Name).Stamp is { } stamp
            ? stamp.Kind == StampKind.Pending && stamp.PartnerId == old.Id
            : WasMadeForIt(old, successor) && await IsNamedByNoOtherAsync(old, successor).ConfigureAwait(false));

    // A rotation that is through has taken the mark from the new token's name. It was made within the fence before the commit
    // mark; of a revocation nothing but the name tells.
    private static bool WasMadeForIt(DtToken old, DtToken successor)
    {
        var (name, stamp) = NameStamp.Read(old.Name);
        var markedAt = stamp?.At is { } at && old.ModifiedDate > at ? old.ModifiedDate : stamp?.At;
        return !(successor.CreationDate <= old.CreationDate)
            && (NameStamp.Uncut(name, successor.Name) == successor.Name
                || (stamp is { Kind: StampKind.Superseded }
                    && markedAt - successor.CreationDate is { } before
                    && before >= -RotationTimes.Tolerance
                    && before <= RotationTimes.OperationTimeout));
    }

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
        if (await place.HoldingAsync(successor.Id).ConfigureAwait(false) is not null)
        {
            var back = new TokenUpdate { Enabled = true, Name = successor.Name };
            await api.UpdateAsync(successor.Id, back, abort).ConfigureAwait(false);
            return false;
        }

        await place.ForgetPendingAsync(successor.Id).ConfigureAwait(false);
        return true;
    }

    private async Task PutBackAsync(SecretPlace holding, ApiToken previous, DtToken old, DtToken successor)
    {
        var current = await holding.CurrentAsync().ConfigureAwait(false);
        await KeepWorkingAsync(old.Id, successor).ConfigureAwait(false);
        await holding.KeepCurrentAsync(previous, old.Id, abort).ConfigureAwait(false);
        try
        {
            await KeepWorkingAsync(old.Id, successor).ConfigureAwait(false);
        }
        catch (Exception gone)
            when (gone is TokenNotFoundException or RotationRefusedException && current?.TokenId == successor.Id)
        {
            await holding.KeepCurrentAsync(current.Token, successor.Id, abort).ConfigureAwait(false);
            throw;
        }
    }

    // A run may have revoked it on what it had read before; and it may expire while the undo waits.
    private async Task KeepWorkingAsync(string oldId, DtToken successor)
    {
        var now = await api.GetAsync(oldId, abort).ConfigureAwait(false);
        if (IsOver(now, successor, api.ServerTimes.Latest))
        {
            throw new RotationRefusedException(RotationMessages.OldHasExpired(now, successor));
        }

        if (!now.Enabled)
        {
            await TokenRevocation.EnableAsync(api, now, abort).ConfigureAwait(false);
        }
    }
}

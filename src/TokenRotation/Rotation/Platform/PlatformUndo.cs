using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Platform;

/// <summary>
/// Takes the rotation of a platform token back, as long as the old one exists: it gets the expiry back that its successor's name
/// has noted, and is active; its secret becomes the store's current one again; then the new one is made inactive. Each step may
/// be repeated, in each place between them a working secret is current, and the same command goes on.
/// </summary>
/// <param name="api">The account.</param>
/// <param name="place">Where the secrets are.</param>
/// <param name="time">What it waits by.</param>
/// <param name="abort">Ends it.</param>
internal sealed class PlatformUndo(ITokenApi api, SecretPlace place, TimeProvider time, CancellationToken abort)
{
    // A run deletes within the one of what it has looked at; a list may be as old as the other.
    private static readonly TimeSpan MostOfADeletion = TimeSpan.FromTicks(RotationTimes.HeldUp.Ticks * 2);

    private static readonly TokenUpdate Inactive = new() { Enabled = false };
    private static readonly TokenUpdate Active = new() { Enabled = true };

    /// <summary>Goes back to the old token. The user says that nothing needs the new one.</summary>
    /// <returns>What has become of both.</returns>
    /// <exception cref="SecretStoreException">The store does not hold the old secret, or does not give it back.</exception>
    public async Task<UndoneRotation> RunAsync(PlatformPair pair)
    {
        var successor = await pair.HeirAsync(place, api.ServerTime).ConfigureAwait(false);
        var mark = LineageMark.Read(successor.Name)!;
        var holding = await place.HoldingAsync(successor.Id).ConfigureAwait(false);
        var previous = holding is null ? null
            : await place.PreviousAsync(pair.Old.Id).ConfigureAwait(false) ?? throw holding.OldSecretMissing(pair.Old);
        var old = await RaiseAsync(pair.Old, mark).ConfigureAwait(false);
        if (MayBeBeingDeleted(pair.Old, mark))
        {
            await time.PauseAsync(MostOfADeletion, abort).ConfigureAwait(false);
            await KeepAsync(old.Id, mark).ConfigureAwait(false);
        }

        if (holding is not null)
        {
            await PutBackAsync(holding, previous!, old, successor, mark).ConfigureAwait(false);
        }

        return await EndAsync(old, [successor, .. pair.Beside(successor)]).ConfigureAwait(false);
    }

    /// <summary>Why it cannot be taken back, in a sentence; null if it can.</summary>
    public static string? Refusal(DtToken old, DtToken successor, SecretPlace place, DateTimeOffset now)
    {
        var mark = LineageMark.Read(successor.Name)!;
        return place.IsPipeline && mark.Place != NameStamp.Pipeline ? PlatformMessages.UndoNeedsStore(old, successor)
            : mark.Until <= now && !(old.ExpirationDate > now) && old.ExpirationDate is not null
            ? PlatformMessages.UntilIsOver(old, mark.Until.Value)
            : null;
    }

    // Both are written in any case: a list may not show yet that a run has lowered the one, and whoever goes on with the rotation
    // sees by the other that somebody has changed the old token since.
    private async Task<DtToken> RaiseAsync(DtToken old, LineageMark mark)
    {
        var until = mark.IsLowered(old, api.ServerTime) ? mark.UntilFrom(api.ServerTime)
            : mark.Until is { } noted && noted > old.ExpirationDate ? noted : old.ExpirationDate;
        await api.UpdateAsync(old.Id, Active with { ExpirationDate = until }, abort).ConfigureAwait(false);
        return old with { Enabled = true, ExpirationDate = until ?? old.ExpirationDate };
    }

    // Once its grace is over, a run may have looked at it for the last time before it was raised.
    private bool MayBeBeingDeleted(DtToken old, LineageMark mark) =>
        (old.ExpirationDate <= api.ServerTimes.Latest ? old.ExpirationDate : old.Enabled ? null : old.ModifiedDate) is { } ended
        && ended + mark.Grace <= api.ServerTimes.Latest;

    private async Task PutBackAsync(SecretPlace holding, ApiToken previous, DtToken old, DtToken successor, LineageMark mark)
    {
        await KeepAsync(old.Id, mark).ConfigureAwait(false);
        var current = await holding.CurrentAsync().ConfigureAwait(false);
        await holding.KeepCurrentAsync(previous, old.Id, abort).ConfigureAwait(false);
        try
        {
            await KeepAsync(old.Id, mark).ConfigureAwait(false);
        }
        catch (TokenNotFoundException) when (current?.TokenId == successor.Id)
        {
            await holding.KeepCurrentAsync(current.Token, successor.Id, abort).ConfigureAwait(false);
            throw;
        }
    }

    // A run may have ended it on what it had read before.
    private async Task KeepAsync(string oldId, LineageMark mark)
    {
        var now = await api.GetAsync(oldId, abort).ConfigureAwait(false);
        if (!now.Enabled || mark.IsLowered(now, api.ServerTime))
        {
            await RaiseAsync(now, mark).ConfigureAwait(false);
        }
    }

    // The entries hold the old secret, or another one than either: then all tokens stay.
    private async Task<UndoneRotation> EndAsync(DtToken old, IReadOnlyList<DtToken> successors)
    {
        if (!place.IsPipeline && successors.FirstOrDefault(token => token.Enabled) is { } active
            && !await place.IsCurrentEverywhereAsync(old.Id).ConfigureAwait(false))
        {
            return new UndoneRotation(old, active);
        }

        foreach (var successor in successors)
        {
            if (!await LetGoAsync(successor, old.Id).ConfigureAwait(false))
            {
                return new UndoneRotation(old, successor);
            }
        }

        return new UndoneRotation(await api.GetAsync(old.Id, abort).ConfigureAwait(false), null);
    }

    // A run that goes on with the rotation may have put its secret into the store meanwhile, or has ended the old token, which
    // has expired since: then it is needed again.
    private async Task<bool> LetGoAsync(DtToken successor, string oldId)
    {
        if (successor.Enabled)
        {
            await api.UpdateAsync(successor.Id, Inactive, abort).ConfigureAwait(false);
            if (await place.HoldingAsync(successor.Id).ConfigureAwait(false) is not null
                || !await WorksAsync(oldId, LineageMark.Read(successor.Name)!).ConfigureAwait(false))
            {
                await api.UpdateAsync(successor.Id, Active, abort).ConfigureAwait(false);
                return false;
            }
        }

        await place.ForgetPendingAsync(successor.Id).ConfigureAwait(false);
        return true;
    }

    // An account may keep what has expired from getting a later expiry.
    private async Task<bool> WorksAsync(string oldId, LineageMark mark)
    {
        try
        {
            await KeepAsync(oldId, mark).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is InvalidRequestException or TokenNotFoundException)
        {
            return false;
        }
    }
}

using TokenRotation.Api;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>Finds the rotation of a classic token that a user wants to take back.</summary>
internal static class UndoOfToken
{
    /// <summary>The rotation that an old or a new token belongs to; null for none.</summary>
    public static async Task<PendingUndo?> FindAsync(
        Connection connection, DtToken token, SecretPlaces places, CancellationToken stopping)
    {
        var api = connection.Api;
        var old = NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending, PartnerId: { } oldId }
            ? await api.FindAsync(oldId, stopping).ConfigureAwait(false)
            : token;
        if (old is null || NameStamp.Read(old.Name) is not (var name, { Kind: not StampKind.Pending, PartnerId: { } newId }))
        {
            return null;
        }

        var refusal = await api.FindAsync(newId, stopping).ConfigureAwait(false) is not { } successor ? null
            : RotationUndo.IsOver(old, successor, api.ServerTimes.Latest) ? RotationMessages.OldHasExpired(old, successor)
            : places.IsPipeline && RotationUndo.IsStored(old, successor) ? RotationEndings.UndoNeedsStore(old, successor)
            : null;
        var action = RotationEndings.ActionUndo(newId, refusal is null ? places.EntriesOf(name) : []);
        var place = places.Of(name, api, stopping);
        return new PendingUndo(old, action, place.Names, RunAsync) { Refusal = refusal };

        async Task<UndoneRotation> RunAsync()
        {
            // A prompt may have waited long.
            var now = await connection.Api.GetAsync(old.Id, stopping).ConfigureAwait(false);
            return await new RotationUndo(connection.Api, connection.Caller.Owner, place, stopping, connection.ApiOf(now.Id))
                .RunAsync(now).ConfigureAwait(false);
        }
    }
}

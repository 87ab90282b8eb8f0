using TokenRotation.Api;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>Finds the rotation of a platform token that a user wants to take back.</summary>
internal static class UndoOfPlatformToken
{
    /// <summary>The rotation that an old or a new token belongs to; null for none.</summary>
    public static async Task<PendingUndo?> FindAsync(
        Connection connection, string id, SecretPlaces places, CancellationToken stopping)
    {
        var api = connection.Api;
        if (await PairOfAsync(api, id, stopping).ConfigureAwait(false) is not { Old: var old } pair)
        {
            return null;
        }

        var name = NameStamp.Read(old.Name).BaseName;
        var place = places.Of(name, api, stopping);
        var successor = await pair.HeirAsync(place, api.ServerTime).ConfigureAwait(false);
        var mark = LineageMark.Read(successor.Name)!;
        var action = RotationEndings.ActionUndo(
            mark.IsLowered(old, api.ServerTime) ? mark.UntilFrom(api.ServerTime) : null,
            [successor.Id, .. pair.Beside(successor).Select(token => token.Id)],
            places.EntriesOf(name));
        return new PendingUndo(old, action, place.Names, RunAsync)
        {
            Refusal = PlatformUndo.Refusal(old, successor, place, api.ServerTime),
        };

        // A prompt may have waited long.
        async Task<UndoneRotation> RunAsync() =>
            await PairOfAsync(api, old.Id, stopping).ConfigureAwait(false) is { } now
                ? await new PlatformUndo(api, place, TimeProvider.System, stopping).RunAsync(now).ConfigureAwait(false)
                : new UndoneRotation(await api.GetAsync(old.Id, stopping).ConfigureAwait(false), null);
    }

    /// <summary>The tokens of a name whose rotation can be taken back, old ones alone; all of the name where there is none.
    /// </summary>
    public static async Task<IReadOnlyList<DtToken>> NamedAsync(ITokenApi api, string name, CancellationToken stopping)
    {
        var bearers = await TokensOfName.FindAsync(api, name, _ => true, stopping).ConfigureAwait(false);
        var list = await TenantSnapshot.TakeAsync(api, stopping).ConfigureAwait(false);
        var old = bearers.Where(token => PlatformPair.Of(list, token.Id, api.ServerTime)?.Old.Id == token.Id).ToList();
        return old.Count > 0 ? old : bearers;
    }

    private static async Task<PlatformPair?> PairOfAsync(ITokenApi api, string id, CancellationToken stopping) =>
        PlatformPair.Of(await TenantSnapshot.TakeAsync(api, stopping).ConfigureAwait(false), id, api.ServerTime);
}

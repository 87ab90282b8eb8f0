using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Targets;

/// <summary>A token whose rotation may begin, and an entry of a store that its secret goes to.</summary>
/// <param name="Environment">The environment's URL.</param>
/// <param name="OldId">The token.</param>
/// <param name="Shown">The token as people see it.</param>
/// <param name="Store">How the store is called.</param>
/// <param name="Entry">The entry.</param>
internal sealed record EntryClaim(string Environment, string OldId, string Shown, string Store, string Entry)
{
    private string Key => PlaceMark.Key(Store, Entry);

    /// <summary>What the targets claim that nothing is under way of; others have their entry already.</summary>
    public static IEnumerable<EntryClaim> Of(RotationRun run, IEnumerable<RotationTarget> targets) => targets
        .Where(target => target.MayBegin)
        .SelectMany(target => target.Missing is { } missing ? Of(run, target, missing.Name, $"'{new ForeignText(missing.Name)}'")
            : Free(run, target.OldId) is { } token ? Of(run, target, NameStamp.Read(token.Name).BaseName, token.ToString())
            : []);

    /// <summary>The targets, those that share an entry with another one refused.</summary>
    /// <param name="environment">The environment of the targets.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="claims">The claims of all environments.</param>
    public static IReadOnlyList<RotationTarget> Settle(
        string environment, IReadOnlyList<RotationTarget> targets, IReadOnlyList<EntryClaim> claims)
    {
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var same in claims.GroupBy(claim => claim.Key).Select(claim => claim.ToList()).Where(claim => claim.Count > 1))
        {
            foreach (var claim in same.Where(claim => claim.Environment == environment))
            {
                shared[claim.OldId] = RotationMessages.SharedEntry(claim, same.First(other => other != claim));
            }
        }

        return targets
            .Select(target => shared.TryGetValue(target.OldId, out var reason) ? target with { Refusal = reason } : target)
            .ToList();
    }

    private static DtToken? Free(RotationRun run, string id) =>
        run.Snapshot.Find(id) is { } token && (token.Enabled || run.Api.Capabilities.ListsNamesOnly)
            && NameStamp.Read(token.Name).Stamp is null
            && !run.Snapshot.HasSuccessors(id)
            ? token
            : null;

    private static List<EntryClaim> Of(RotationRun run, RotationTarget target, string name, string shown)
    {
        try
        {
            return target.Places.EntriesOf(name)
                .Select(at => new EntryClaim(run.Api.Environment, target.OldId, shown, at.Store, at.Entry))
                .ToList();
        }
        catch (SecretNameException)
        {
            // Its own rotation says so.
            return [];
        }
    }
}

using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Planning;

/// <summary>What the store holds of a rotation, for a person: whose secret is in use, and what is left beside it.</summary>
internal static class StoreContents
{
    /// <summary>A sentence; null for the pipeline, and where the store was not asked.</summary>
    public static string? Of(RotationFacts facts)
    {
        if (facts is not { Store: { IsUnread: false } store, Entries.Count: > 0 })
        {
            return null;
        }

        var held = facts.Entries.Zip(store.Currents, (entry, id) => $"{Named(entry)} holds {Shown(id, facts, store)}");
        var pending = store.PendingIds.Where(id => !store.Currents.All(current => current == id)).ToList();
        return string.Join(", ", held)
            + (pending.Count == 0 ? "." : $"; that of {string.Join(" and ", pending)} is left as pending.");
    }

    private static string Named((string Store, string Entry) entry) =>
        $"{new ForeignText(entry.Store)}: '{new ForeignText(entry.Entry)}'";

    private static string Shown(string? id, RotationFacts facts, StoreFacts store) => id switch
    {
        null when store.Unreadable => "no token of this environment",
        null => "nothing",
        _ when id == facts.OldId => $"the secret of the old token {id}",
        _ when facts.Heirs.Concat(facts.Pending).Any(token => token.Id == id) => $"the secret of the new token {id}",
        _ => $"the secret of another token, {id}",
    };
}

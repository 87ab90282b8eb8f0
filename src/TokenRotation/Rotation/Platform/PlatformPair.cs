using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Platform;

/// <summary>A platform token that is being replaced, and what has been made and extended to replace it.</summary>
/// <param name="Old">The token that is replaced.</param>
/// <param name="Successors">The new ones, earliest first; at least one.</param>
internal sealed record PlatformPair(DtToken Old, IReadOnlyList<DtToken> Successors)
{
    /// <summary>The rotation that a token belongs to as old or new one; null if nothing of it can be taken back.</summary>
    public static PlatformPair? Of(TenantSnapshot list, string id, DateTimeOffset now) =>
        OfOld(list, id, now) ?? (list.ReplacedBy(id) is { } oldId ? OfOld(list, oldId, now) : null);

    /// <summary>
    /// The one that counts: whose secret an entry holds, or which works and was made for this place, or which works.
    /// </summary>
    public async Task<DtToken> HeirAsync(SecretPlace place, DateTimeOffset now)
    {
        foreach (var successor in Successors)
        {
            if (await place.HoldingAsync(successor.Id).ConfigureAwait(false) is not null)
            {
                return successor;
            }
        }

        var working = Successors.Where(token => Works(token, now)).ToList();
        return working.Find(token => LineageMark.Read(token.Name)!.Place == place.Mark)
            ?? working.FirstOrDefault()
            ?? Successors[Successors.Count - 1];
    }

    /// <summary>Others that were made for the same place, and are active still.</summary>
    public IEnumerable<DtToken> Beside(DtToken heir) => Successors.Where(token => token.Enabled && token.Id != heir.Id
        && LineageMark.Read(token.Name)!.Place == LineageMark.Read(heir.Name)!.Place);

    private static PlatformPair? OfOld(TenantSnapshot list, string oldId, DateTimeOffset now)
    {
        if (list.Find(oldId) is not { Owner: { } owner } old)
        {
            return null;
        }

        // Anybody may write a name: what is another's is not taken for a new token of this one.
        var successors = list.SuccessorsOf(oldId)
            .Where(token => token.Owner == owner && token.CreationDate is not null && !TenantSnapshot.IsLeased(token))
            .OrderBy(token => token.CreationDate)
            .ThenBy(token => token.Id, StringComparer.Ordinal)
            .ToList();
        return successors.Exists(token => IsOpen(old, token, now)) ? new PlatformPair(old, successors) : null;
    }

    // An undo that has come to its end leaves a new token that is inactive, and an old one that ends when it ended before.
    private static bool IsOpen(DtToken old, DtToken successor, DateTimeOffset now) =>
        successor.Enabled || !old.Enabled || LineageMark.Read(successor.Name)!.IsLowered(old, now);

    private static bool Works(DtToken token, DateTimeOffset now) => token.Enabled && !(token.ExpirationDate <= now);
}

using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Steps;

/// <summary>The new tokens that runs have made for one old token.</summary>
internal static class PendingSuccessors
{
    /// <summary>The earliest first, in the same order for every run.</summary>
    public static List<DtToken> InOrder(IEnumerable<DtToken> pending) =>
        pending.OrderBy(token => token.CreationDate).ThenBy(token => token.Id, StringComparer.Ordinal).ToList();

    /// <summary>It is stamped as a pending successor of the old token.</summary>
    public static bool IsPendingOf(DtToken token, string oldId) =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending, PartnerId: { } partner } && partner == oldId;
}

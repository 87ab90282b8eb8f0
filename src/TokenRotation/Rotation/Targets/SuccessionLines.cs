using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Targets;

/// <summary>
/// Revoked or ended tokens of one line of succession go one after another, the oldest first: a token in between is an older
/// one's way to the token that works.
/// </summary>
internal static class SuccessionLines
{
    /// <summary>The targets in lines, each from its oldest token on; a target that belongs to no line is one by itself.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="snapshot">What their tokens' names say.</param>
    /// <param name="now">The server's time, by which platform tokens have ended.</param>
    public static IReadOnlyList<IReadOnlyList<RotationTarget>> Of(
        IReadOnlyList<RotationTarget> targets, TenantSnapshot snapshot, DateTimeOffset now)
    {
        var revoked = targets.Select(target => (Target: target, NewId: SuccessorOf(target, snapshot, now)))
            .Where(link => link.NewId is not null)
            .ToDictionary(link => link.Target.OldId, link => (link.Target, NewId: link.NewId!), StringComparer.Ordinal);
        var followers = new HashSet<string>(revoked.Values.Select(link => link.NewId), StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var lines = new List<IReadOnlyList<RotationTarget>>();
        // Stamps that run in a circle have no oldest: what is left begins anywhere.
        foreach (var first in targets.Where(
            target => !(revoked.ContainsKey(target.OldId) && followers.Contains(target.OldId))).Concat(targets))
        {
            var line = new List<RotationTarget>();
            for (var target = first; target is not null && placed.Add(target.OldId); target = Next(target, revoked))
            {
                line.Add(target);
            }

            if (line.Count > 0)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static RotationTarget? Next(
        RotationTarget target, Dictionary<string, (RotationTarget Target, string NewId)> revoked) =>
        revoked.TryGetValue(target.OldId, out var link) && revoked.TryGetValue(link.NewId, out var next) ? next.Target : null;

    private static string? SuccessorOf(RotationTarget target, TenantSnapshot snapshot, DateTimeOffset now) =>
        snapshot.Find(target.OldId) is not { } old ? null
        : old.Kind == DtTokenKind.Platform ? PlatformSuccessorOf(old, snapshot, now)
        : NameStamp.Read(old.Name).Stamp is { Kind: StampKind.Revoked, PartnerId: { } newId } ? newId
        : null;

    // The new token names the old one, and stays when that one has ended.
    private static string? PlatformSuccessorOf(DtToken old, TenantSnapshot snapshot, DateTimeOffset now) =>
        old.Enabled && !(old.ExpirationDate <= now)
            ? null
            : snapshot.SuccessorsOf(old.Id)
                .FirstOrDefault(token => token.Owner == old.Owner && TenantSnapshot.IsExtended(token))?.Id;
}

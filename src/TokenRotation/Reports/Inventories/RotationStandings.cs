using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Reports.Inventories;

/// <summary>
/// Where each token stands in a rotation: a pure function of the names and of the tokens that they name. It knows no store and
/// no policy; Get-DtTokenRotation does, and has the last word.
/// </summary>
internal static class RotationStandings
{
    /// <summary>How long a successor may be pending before somebody should look: a later run collects it long before.</summary>
    private static readonly TimeSpan PendingFor = TimeSpan.FromDays(1);

    public static RotationStanding Of(DtToken token, Partners partners, DateTimeOffset now, TimeSpan gracePeriod)
    {
        if (StampOf(token) is not { } stamp)
        {
            return RotationStanding.None;
        }

        var stage = stamp.Kind switch
        {
            StampKind.Pending => RotationStage.Pending,
            StampKind.Superseded => RotationStage.Superseded,
            _ => TokenRevocation.Since(token) + gracePeriod <= now ? RotationStage.DueForDeletion : RotationStage.InGrace,
        };
        var reason = Contradiction(token, stamp, partners, now);
        return new RotationStanding(reason is null ? stage : RotationStage.NeedsAttention, reason, stamp.PartnerId);
    }

    /// <summary>The ID of the successor that a token's stamp names; null for none.</summary>
    public static string? PartnerOf(DtToken token) =>
        StampOf(token) is { Kind: not StampKind.Pending, PartnerId: { } partner } ? partner : null;

    // A platform token's name is fixed when it is made: where its rotation stands, its expiry and its status tell.
    private static NameStamp? StampOf(DtToken token) =>
        token.Kind == DtTokenKind.Platform ? null : NameStamp.Read(token.Name).Stamp;

    private static string? Contradiction(
        DtToken token, NameStamp stamp, Partners partners, DateTimeOffset now) => stamp.Kind switch
        {
            StampKind.Pending => now - token.CreationDate > PendingFor
                ? $"Made to replace {Id(stamp)}, and pending for more than a day."
                : null,
            StampKind.Revoked when token.Enabled => "Revoked by a rotation, and enabled again by somebody.",
            _ => stamp.PartnerId is null
                ? null
                : SuccessorProblem(stamp, partners.Find(token.Environment, stamp.PartnerId), token, now),
        };

    private static string? SuccessorProblem(
        NameStamp stamp, (bool IsKnown, DtToken? Token) partner, DtToken token, DateTimeOffset now) => partner switch
        {
            { IsKnown: false } => null,
            { Token: null } => $"Replaced by {Id(stamp)}, which does not exist.",
            { Token: { Enabled: false } successor } when NameStamp.Read(successor.Name).Stamp is null =>
                $"Replaced by {Id(stamp)}, which is revoked.",
            { Token: { } successor } when successor.ExpirationDate <= now => $"Replaced by {Id(stamp)}, which has expired.",
            { Token: { } successor } when successor.CreationDate < token.CreationDate =>
                $"Replaced by {Id(stamp)}, which was made before it.",
            _ => null,
        };

    private static string Id(NameStamp stamp) => ServerText.Shown(stamp.PartnerId);
}

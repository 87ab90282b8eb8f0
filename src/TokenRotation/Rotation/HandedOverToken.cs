using TokenRotation.Api;

namespace TokenRotation.Rotation;

/// <summary>A new token on its way to its consumer.</summary>
/// <param name="Old">The token that it replaces.</param>
/// <param name="Created">The new token with its secret.</param>
/// <param name="Spec">What it is.</param>
/// <param name="OldRemovableFrom">From when the old token may be deleted if it is revoked now (UTC).</param>
internal sealed record HandedOverToken(DtToken Old, CreatedToken Created, TokenSpec Spec, DateTimeOffset OldRemovableFrom)
{
    /// <summary>What has shown that a platform token works; null for a classic one.</summary>
    public DtTokenProof? ProvedBy { get; init; }
}

using TokenRotation.Api;

namespace TokenRotation.Rotation;

/// <summary>What has become of a rotation that was taken back.</summary>
/// <param name="Old">
/// The old token. It keeps its mark where an entry holds another secret than its own: then the rotation waits for somebody's
/// word.
/// </param>
/// <param name="StillEnabled">The new token, if it stays enabled beside it.</param>
internal sealed record UndoneRotation(DtToken Old, DtToken? StillEnabled)
{
    /// <summary>The environment as the old token sees it, where the new one that went was the one that authenticates.</summary>
    public ITokenApi? Caller { get; init; }
}

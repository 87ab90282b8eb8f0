using TokenRotation.Api;
using TokenRotation.Rotation.Policies;

namespace TokenRotation.Specs;

/// <summary>One token of a spec file, the file's defaults included.</summary>
/// <param name="Token">
/// What the token is to be. Where it has no expiry of its own, its lifetime is that of the policy; where it has one, the policy
/// has no lifetime.
/// </param>
/// <param name="Environments">The environments that it belongs into, by URL or ID; null for those the caller is connected
/// to.</param>
/// <param name="Policy">When and how it is rotated.</param>
/// <param name="Stores">Where its secret is stored: in all of them.</param>
/// <param name="Line">The line of the file where it begins, from 1.</param>
internal sealed record RotationSpec(
    TokenSpec Token, IReadOnlyList<string>? Environments, PolicyLayer Policy, IReadOnlyList<RotationSpecStore> Stores, int Line)
{
    /// <summary>A platform token of an account; else a classic one of an environment.</summary>
    public bool IsPlatform => Token.Resource.Count > 0;

    /// <summary>The policy with the token's own expiry in it: a file rotates by schedule.</summary>
    public PolicyLayer Layer => Policy with
    {
        IsScheduled = true,
        Lifetime = Policy.Lifetime ?? Token.Lifetime,
        ExpiresAt = Token.ExpirationDate,
    };
}

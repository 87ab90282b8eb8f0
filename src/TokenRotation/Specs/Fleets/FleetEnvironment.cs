using TokenRotation.Api.Connecting;
using TokenRotation.Rotation.Policies;

namespace TokenRotation.Specs.Fleets;

/// <summary>One environment of a fleet, the file's defaults included.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Credential">Where its managing credential lies.</param>
/// <param name="Specs">The spec files of its tokens, as they are written; none where the policy decides.</param>
/// <param name="Names">The names of the tokens that the policy is for, with wildcards; none for all.</param>
/// <param name="Policy">When and how its tokens are rotated, where a spec file says nothing else.</param>
/// <param name="Stores">Where their secrets are stored, where a spec file says nothing else: in all of them.</param>
/// <param name="ThrottleLimit">How many tokens are worked on at a time; null for the usual number.</param>
internal sealed record FleetEnvironment(
    EnvironmentUrl Url,
    FleetCredential Credential,
    IReadOnlyList<string> Specs,
    IReadOnlyList<string> Names,
    PolicyLayer Policy,
    IReadOnlyList<RotationSpecStore> Stores,
    int? ThrottleLimit);

using TokenRotation.Rotation.Policies;

namespace TokenRotation.Specs.Fleets;

/// <summary>Which tokens of an environment or an account are rotated, and how.</summary>
/// <param name="Specs">The spec files of its tokens, as they are written; none where the policy decides.</param>
/// <param name="Names">The names of the tokens that the policy is for, with wildcards; none for all.</param>
/// <param name="Policy">When and how its tokens are rotated, where a spec file says nothing else.</param>
/// <param name="Stores">Where their secrets are stored, where a spec file says nothing else: in all of them.</param>
/// <param name="ThrottleLimit">How many tokens are worked on at a time; null for the usual number.</param>
internal sealed record FleetTerms(
    IReadOnlyList<string> Specs,
    IReadOnlyList<string> Names,
    PolicyLayer Policy,
    IReadOnlyList<RotationSpecStore> Stores,
    int? ThrottleLimit)
{
    /// <summary>Somebody says which tokens are rotated.</summary>
    public bool SayWhich => Specs.Count > 0 || Names.Count > 0;
}

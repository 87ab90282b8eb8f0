using TokenRotation.Rotation.Policies;

namespace TokenRotation.Specs;

/// <summary>What holds for every token of a spec file that says nothing else.</summary>
/// <param name="Environments">The environments, by URL or ID; null for those the caller is connected to.</param>
/// <param name="Policy">When and how tokens are rotated.</param>
/// <param name="Stores">Where their secrets are stored: in all of them.</param>
internal sealed record RotationSpecDefaults(
    IReadOnlyList<string>? Environments, PolicyLayer Policy, IReadOnlyList<RotationSpecStore> Stores)
{
    /// <summary>A file without defaults.</summary>
    public static RotationSpecDefaults Empty { get; } = new(null, PolicyLayer.Empty, []);
}

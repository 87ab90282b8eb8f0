namespace TokenRotation.Rotation.Policies;

/// <summary>A layer of a policy contradicts itself; nothing was asked of any environment.</summary>
internal sealed class PolicyConflictException(PolicyConflict conflict) : Exception(RotationMessages.Contradicts(conflict));

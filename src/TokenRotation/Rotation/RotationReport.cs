using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation;

/// <summary>How a run leaves a rotation.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Plan">Where it stands, and what comes next.</param>
/// <param name="Failure">What kept the run from going on; null if nothing did.</param>
internal sealed record RotationReport(RotationTarget Target, RotationFacts Facts, RotationPlan Plan, Exception? Failure);

using TokenRotation.Rotation.Planning;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// Takes the steps of one rotation. Each changes one thing and answers with the facts as they are afterwards; each may be taken
/// twice, and does nothing the second time. Whether a step is right is the planner's business alone.
/// </summary>
internal interface IRotationSteps
{
    /// <summary>Takes the step that is planned.</summary>
    Task<RotationFacts> TakeAsync(RotationFacts facts, RotationPlan plan);
}

namespace TokenRotation.Rotation.Planning;

/// <summary>What a run would do from a step on, as far as it can be foreseen.</summary>
internal static class RotationPreview
{
    /// <summary>The steps that a user would be asked about, the given one first.</summary>
    public static IEnumerable<RotationStep> StepsFrom(RotationStep step, RotationPolicy policy)
    {
        yield return step;
        if (StepTraits.Of(step).Foreseen is { } next
            && (next != RotationStep.Revoke || policy is { Use: null, NewEntry: false } && policy.Overlap <= TimeSpan.Zero))
        {
            yield return next;
        }
    }
}

using TokenRotation.Rotation.Policies;

namespace TokenRotation.Rotation.Planning;

/// <summary>What a run would do from a step on, as far as it can be foreseen.</summary>
internal static class RotationPreview
{
    /// <summary>The steps that a user would be asked about, the given one first.</summary>
    /// <param name="step">The step.</param>
    /// <param name="policy">How the rotation goes on.</param>
    /// <param name="isPipeline">The secret goes to the pipeline, where somebody has to say that it has arrived.</param>
    public static IEnumerable<RotationStep> StepsFrom(RotationStep step, RotationPolicy policy, bool isPipeline = false)
    {
        yield return step;
        if (StepTraits.Of(step).Foreseen is { } next
            && (next != RotationStep.Revoke
                || (!isPipeline && policy is { Use: null, NewEntry: false } && policy.Overlap <= TimeSpan.Zero)))
        {
            yield return next;
        }
    }
}

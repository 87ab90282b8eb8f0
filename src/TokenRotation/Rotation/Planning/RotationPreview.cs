namespace TokenRotation.Rotation.Planning;

/// <summary>What a run would do from a step on, as far as it can be foreseen.</summary>
internal static class RotationPreview
{
    /// <summary>The steps that a user would be asked about, the given one first.</summary>
    public static IEnumerable<RotationStep> StepsFrom(RotationStep step, RotationPolicy policy)
    {
        yield return step;
        if (step == RotationStep.RevokeFirst)
        {
            yield return RotationStep.Create;
        }
        else if (step is not (RotationStep.Revoke or RotationStep.Rename or RotationStep.Delete or RotationStep.Collect)
            && policy.Overlap <= TimeSpan.Zero && policy.Use is null)
        {
            yield return RotationStep.Revoke;
        }
    }
}

using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Planning;

/// <summary>Which command goes on with a rotation, in the words of the sentence that says where it stands.</summary>
internal static class NextCommand
{
    /// <summary>The command that takes what has begun further, with the store that the facts come from.</summary>
    public static string GoOn(RotationFacts facts) =>
        facts.Policy.Arrived ? $"Complete-DtTokenRotation -Id {facts.OldId}"
        : facts.Store is null ? Resume(facts)
        : $"{Resume(facts)} with the same store";

    /// <summary>The command that begins a rotation.</summary>
    public static string Begin(RotationFacts facts) => facts.NewName is null
        ? $"Invoke-DtTokenRotation -Id {facts.OldId}{(facts.Policy.Compromised ? " -Compromised" : string.Empty)}"
        : "Invoke-DtTokenRotation with the spec file";

    /// <summary>The same for what has begun. A token that a spec file asks for has no ID yet.</summary>
    public static string Resume(RotationFacts facts) =>
        "Resume-DtTokenRotation" + (NewTokenKey.Is(facts.OldId) ? string.Empty : $" -Id {facts.OldId}");

    /// <summary>A plan whose reason says which command takes the step that comes next.</summary>
    public static RotationPlan Naming(RotationPlan plan, RotationFacts facts) => plan.Step switch
    {
        // What is only in this run's hand no other one can take further.
        _ when facts.Own is { Stored: false, HandedOver: false } => plan,
        RotationStep.None when plan.State != RotationState.Due => plan,
        RotationStep.None or RotationStep.Create or RotationStep.RevokeFirst => And(plan, $"{Begin(facts)} rotates it"),
        RotationStep.Revoke => And(plan, $"{GoOn(facts)} {Ending(facts)}"),
        RotationStep.Delete => And(plan, $"{GoOn(facts)} deletes the old token"),
        _ => And(plan, $"{GoOn(facts)} goes on"),
    };

    /// <summary>What happens to the old token when its time has come.</summary>
    public static string Ending(RotationFacts facts) =>
        facts.Capabilities.IsOfAccount ? "sets the old token's end" : "revokes the old token";

    private static RotationPlan And(RotationPlan plan, string command) =>
        plan with { Reason = $"{plan.Reason.TrimEnd('.')}; {command}." };
}

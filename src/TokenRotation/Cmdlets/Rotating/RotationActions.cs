using TokenRotation.Cmdlets.Base;
using TokenRotation.Rotation.Planning;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>How prompts and -WhatIf name a step, and what it is done to.</summary>
internal static class RotationActions
{
    public static string Of(RotationStep step) => step switch
    {
        RotationStep.RevokeFirst => CmdletMessages.ActionRevokeCompromised,
        RotationStep.Create => CmdletMessages.ActionSucceed,
        RotationStep.Revoke => CmdletMessages.ActionRevokeOld,
        RotationStep.Delete => CmdletMessages.ActionRemove,
        RotationStep.Collect => CmdletMessages.ActionCollect,
        _ => CmdletMessages.ActionGoOn,
    };

    /// <summary>Whether a step changes the environment or the store, or gives a secret away.</summary>
    public static bool IsChange(RotationStep step) => step is not
        (RotationStep.None or RotationStep.Elect or RotationStep.Recheck or RotationStep.Resume or RotationStep.Verify);

    public static string Target(RotationFacts facts, RotationPlan plan, string environment)
    {
        var token = plan.Step == RotationStep.Collect ? plan.Successor : facts.Old ?? plan.Successor;
        return token is null ? CmdletMessages.NewTarget(facts.OldId, environment) : CmdletMessages.Target(token);
    }
}

using TokenRotation.Cmdlets.Base;
using TokenRotation.Rotation.Planning;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>How prompts and -WhatIf name what a step is done to.</summary>
internal static class RotationActions
{
    public static string Target(RotationFacts facts, RotationPlan plan, string environment)
    {
        var token = plan.Step == RotationStep.Collect ? plan.Successor : facts.Old ?? plan.Successor;
        return token is null ? CmdletMessages.NewTarget(facts.OldId, environment) : CmdletMessages.Target(token);
    }
}

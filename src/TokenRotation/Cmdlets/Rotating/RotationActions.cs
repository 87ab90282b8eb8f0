using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Views;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>How prompts and -WhatIf name what a step is done to, and what is done.</summary>
internal static class RotationActions
{
    public static string Target(RotationFacts facts, RotationPlan plan, string environment)
    {
        var token = plan.Step == RotationStep.Collect ? plan.Successor : facts.Old ?? plan.Successor;
        return token is null ? CmdletMessages.NewTarget(facts.NewName ?? facts.OldId, environment) : CmdletMessages.Target(token);
    }

    /// <summary>What -WhatIf says of a step: where the secret goes, and when the old token ends, as well.</summary>
    public static string Foreseen(RotationStep step, RotationFacts facts, RotationTarget target)
    {
        var action = StepTraits.Of(step).Action;
        if (step is not (RotationStep.Create or RotationStep.RevokeFirst))
        {
            return action;
        }

        var name = facts.NewName ?? NameStamp.Read(facts.Old?.Name ?? string.Empty).BaseName;
        var entries = target.Places.EntriesOf(name)
            .Select(place => $"'{new ForeignText(place.Entry)}' of {Within(ServerText.Shown(place.Store))}")
            .ToList();
        var overlap = facts.Policy.Overlap;
        return action
            + (entries.Count == 0 ? string.Empty : $"; its secret goes into {string.Join(" and ", entries)}")
            + (facts.Old is { Enabled: true } && step == RotationStep.Create && overlap > TimeSpan.Zero
                ? $"; the old token is revoked {ViewMessages.Distance(overlap)} at the earliest"
                : string.Empty);
    }

    private static string Within(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
}

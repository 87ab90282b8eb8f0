using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Views;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>How prompts and -WhatIf name what a step is done to, and what is done.</summary>
internal static class RotationActions
{
    public static string Target(RotationFacts facts, RotationPlan plan, string environment)
    {
        var token = plan.Step == RotationStep.Collect ? plan.Successor : facts.Old ?? plan.Successor;
        return token is null ? CmdletMessages.NewTarget(facts.NewName ?? facts.OldId, environment) : CmdletMessages.Target(token);
    }

    /// <summary>What a step does, in the words of the kind of token.</summary>
    public static string Of(RotationStep step, RotationFacts facts) =>
        facts.Capabilities.IsOfAccount ? OfPlatformToken(step, facts) : StepTraits.Of(step).Action;

    /// <summary>What -WhatIf says of a step: where the secret goes, and when the old token ends, as well.</summary>
    public static string Foreseen(RotationStep step, RotationFacts facts, RotationTarget target)
    {
        var action = Of(step, facts);
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
                ? $"; the old token {(facts.Capabilities.IsOfAccount ? "ends" : "is revoked")} {ViewMessages.Distance(overlap)} "
                    + "at the earliest"
                : string.Empty);
    }

    private static string OfPlatformToken(RotationStep step, RotationFacts facts) => step switch
    {
        RotationStep.Create =>
            "Create a new platform token with the same parameters and a short lease, prove it, and give it its real expiry",
        RotationStep.RevokeFirst => "Make the compromised platform token inactive before it has a successor",
        RotationStep.Revoke => Ending(new PlatformSituation(facts)),
        RotationStep.Delete => CmdletMessages.DeletePlatformToken,
        RotationStep.Collect => "Make a new platform token that was left behind inactive, and delete it when nobody needs it",
        _ => StepTraits.Of(step).Action,
    };

    private static string Ending(PlatformSituation situation) => situation.EndsAtOnce
        ? "Make platform token inactive, and let it expire"
        : $"Let platform token expire at {When.Utc(situation.EndsAt)}";

    private static string Within(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
}

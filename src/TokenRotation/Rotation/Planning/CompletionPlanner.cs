using static TokenRotation.RotationState;
using static TokenRotation.RotationStep;
using Why = TokenRotation.Rotation.Planning.RotationReasons;

namespace TokenRotation.Rotation.Planning;

/// <summary>
/// What is next once somebody says that a new secret has arrived: its old token goes, and nothing else. What other runs have left
/// behind is not this command's business.
/// </summary>
internal static class CompletionPlanner
{
    public static RotationPlan Plan(RotationFacts facts)
    {
        var situation = new Situation(facts);
        if (facts.Old is not null && !situation.IsSuperseded && !situation.IsRevokedWithSuccessor)
        {
            return new RotationPlan(NeedsAttention, None, Why.NothingToComplete(situation));
        }

        var pair = facts with
        {
            Pending = facts.Pending.Where(token => token.Id == situation.Stamp?.PartnerId).ToList(),
            LeftBehind = [],
        };
        var plan = RotationPlanner.Plan(pair);
        return plan.Step is Revoke or Rename || (plan.Step is Mend && new Situation(pair).DateCannotStand)
            ? plan
            : plan with { Step = None };
    }
}

using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using static TokenRotation.RotationStep;

namespace TokenRotation.Simulation;

/// <summary>Bugs in what a new token is to be, and in whose answer is believed.</summary>
internal static class AnswerMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new Forbids("a lifetime shorter than what the old token has left", (facts, plan) =>
            plan.Step == Create && facts.Policy.Lifetime < facts.Old?.ExpirationDate - facts.Now),
        new Forbids("other scopes than the old token's", (facts, plan) =>
            plan.Step == Commit && facts is { Own.Spec: { } spec, Old: { } old }
                && !spec.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(old.Scopes)),
        new Forbids("another name than the old token's", (facts, plan) =>
            plan.Step == Commit && facts is { Own: { Spec: not null } own, Old.Name: { } name } && own.Name != name),
        new WishesAreForgotten(),
        new EveryAnswerIsBelieved(),
    ];

    private sealed class Forbids(string use, Func<RotationFacts, RotationPlan, bool> isForbidden) : Mutant
    {
        public override string Name => "A documented use is forbidden: " + use;

        public override RotationOptions Options(RotationOptions options, Run run) =>
            options with { Planner = facts => Plan(facts, options.Planner(facts)) };

        private RotationPlan Plan(RotationFacts facts, RotationPlan plan) =>
            isForbidden(facts, plan) ? plan with { Step = RotationStep.None, State = RotationState.Refused } : plan;
    }

    private sealed class EveryAnswerIsBelieved : Mutant
    {
        public override string Name => "An answer about another token is believed";

        public override bool BelievesEveryAnswer => true;
    }

    private sealed class WishesAreForgotten : Mutant
    {
        public override string Name => "A new token never expires, whatever lifetime it is to have";

        public override ITokenApi Api(ITokenApi api, Run run) => new Forgetting(api);

        private sealed class Forgetting(ITokenApi inner) : DelegatingTokenApi(inner)
        {
            public override Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) =>
                base.CreateAsync(spec with { Lifetime = null, ExpirationDate = null }, cancellationToken);
        }
    }
}

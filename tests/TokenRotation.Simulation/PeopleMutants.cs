using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using static TokenRotation.RotationStep;

namespace TokenRotation.Simulation;

/// <summary>Bugs that people would come upon who hand over, complete, undo, or have a leak.</summary>
internal static class PeopleMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new Planned("Secrets are handed over as they come, whose turn it is or not", (facts, plan, run) =>
            plan(facts is { Store: null, Own: { } own } && run.Reports.Count > 0
                ? facts with { Own = own with { Rechecked = true } }
                : facts)),
        new Planned("A pending name delays the revocation of what has leaked", (facts, plan, run) =>
            plan(facts) is { Step: RevokeFirst } next
            && run.World.Tenant.Tokens.Any(token => IsPendingOf(token.Name, facts.OldId))
                ? next with { Step = None }
                : plan(facts)),
        new Planned("A lock delays the revocation of what has leaked", (facts, plan, run) =>
            plan(facts) is { Step: RevokeFirst } next && run.World.Locks.IsHeldForEver ? next with { Step = None } : plan(facts)),
        new Planned("Whoever still uses the old token is not waited for", (facts, plan, _) =>
            plan(facts.Old is { } old ? facts with { Old = old with { LastUsedDate = null } } : facts)),
        new NewTokenGoesFirst(),
        new FirstPlaceAlone(),
    ];

    private static bool IsPendingOf(string name, string oldId) =>
        NameStamp.Read(name).Stamp is { Kind: StampKind.Pending, PartnerId: { } partner } && partner == oldId;

    private sealed class Planned(string name, Func<RotationFacts, Func<RotationFacts, RotationPlan>, Run, RotationPlan> plan)
        : Mutant
    {
        public override string Name => name;

        public override RotationOptions Options(RotationOptions options, Run run) =>
            options with { Planner = facts => plan(facts, unchanged => options.Planner(unchanged), run) };
    }

    private sealed class FirstPlaceAlone : Mutant
    {
        public override string Name => "An undo puts back only the first of several places";

        public override bool Concerns(Scenario scenario) =>
            scenario.StoreUse.Everywhere && scenario.People.Deeds.Contains(Deed.Undo);

        public override IEnumerable<SimulatedVault> Vaults(IReadOnlyList<SimulatedVault> vaults, Run run) =>
            run.Undoes is null ? vaults : vaults.Take(1);
    }

    private sealed class NewTokenGoesFirst : Mutant
    {
        public override string Name => "An undo lets the new token go before the old secret is back";

        public override ITokenApi Api(ITokenApi api, Run run) => run.Undoes is { } oldId ? new Hasty(api, oldId) : api;

        private sealed class Hasty(ITokenApi inner, string oldId) : DelegatingTokenApi(inner)
        {
            public override async Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
            {
                if (id == oldId && await PartnerOfAsync(id, cancellationToken).ConfigureAwait(false) is { } newId)
                {
                    await base.UpdateAsync(newId, new TokenUpdate { Enabled = false }, cancellationToken).ConfigureAwait(false);
                }

                await base.UpdateAsync(id, update, cancellationToken).ConfigureAwait(false);
            }

            private async Task<string?> PartnerOfAsync(string id, CancellationToken cancellationToken) =>
                NameStamp.Read((await GetAsync(id, cancellationToken).ConfigureAwait(false)).Name).Stamp?.PartnerId;
        }
    }
}

using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;
using static TokenRotation.RotationStep;

namespace TokenRotation.Simulation.Accounts;

/// <summary>Bugs that the simulation of platform tokens has to find.</summary>
internal static class AccountMutants
{
    private delegate RotationPlan Planner(RotationFacts facts);

    public static IReadOnlyList<AccountMutant> All { get; } =
    [
        // The fence.
        new ApiMutant(
            "There is no fence: the time of the creation counts until the extension", (api, _) => new TimeStandsStill(api)),
        new ApiMutant("The lease is told by the runner's clock", (api, run) => new RunnersTime(api, run)),
        Plans("A new token of another run is collected within its lease", (facts, plan, _) =>
            plan(facts) is { Step: None, State: RotationState.Pending } next && facts.Own is null
            && new PlatformSituation(facts).Elected is { } elected
            ? next with { Step = Collect, Successor = elected }
            : plan(facts)),

        // The order of the steps.
        Plans("The new token is extended before it is stored", (facts, plan, _) =>
            plan(facts) is { Step: Store } next && new PlatformSituation(facts) is { OwnIsLeased: true, OwnListed: { } own }
            ? next with { Step = Commit, Successor = own }
            : plan(facts)),
        Plans("The new secret is promoted before the token is extended", (facts, plan, _) =>
            plan(facts) is { Step: Commit, Successor: { } successor } next && facts.Store is { } store
            && store.CurrentId != successor.Id
            ? next with { Step = Promote }
            : plan(facts)),
        Plans("The old token's end is set before the promotion", (facts, plan, _) =>
            plan(facts) is { Step: Promote } next && new PlatformSituation(facts) is { OwnAwaitsHandOver: true, OldWorks: true }
            ? next with { Step = Revoke }
            : plan(facts)),
        Plans("Nothing is looked at again before the extension", (facts, plan, _) =>
            plan(facts.Own is { } own ? facts with { Own = own with { Rechecked = true } } : facts)),

        // Several runners, and other people's tokens.
        Plans("There is no election", (facts, plan, _) => plan(facts.Own is { } own
            ? facts with { Line = [.. facts.Line.Where(token => token.Id == own.Id)] }
            : facts)),
        Plans("A token that lives longer than its lease is collected", (facts, plan, _) =>
            plan(facts) is { Step: Promote, Successor: { } successor } next && facts.Own is null
            ? next with { Step = Collect, Successor = successor }
            : plan(facts)),
        Plans("A mark is believed whoever owns the token", (facts, plan, _) => plan(facts with
        {
            Line = [.. facts.Line.Select(token => token with { Owner = facts.Old?.Owner ?? token.Owner })],
        })),
        Plans("What dead runs left behind is not collected", (facts, plan, _) =>
            plan(facts) is { Step: Collect } next ? next with { Step = None } : plan(facts)),
        Plans("Whatever the store holds is overwritten", (facts, plan, _) =>
            plan(facts.Store is { } store && new PlatformSituation(facts).StoreHoldsAnother
            && facts.Line.All(token => token.Id != store.CurrentId)
            ? facts with
            {
                Store = store with { CurrentId = null, Unreadable = false },
                Policy = facts.Policy with { NewEntry = true },
            }
            : facts)),

        // The end.
        Plans("There is no grace period", (facts, plan, _) =>
            plan(facts) is { Step: None, State: RotationState.Revoked, NotBefore: not null } next
                ? next with { Step = Delete }
                : plan(facts)),
        new ApiMutant("The old token's end is set at once, whatever the overlap", (api, _) => new OverlapIsCut(api)),

        // What is asked for.
        Plans("Use of the new token is not waited for", (facts, plan, _) =>
            plan(facts) is { Step: None } next && new PlatformSituation(facts) is
                {
                    Partner: { } partner, OldWorks: true, OldIsLowered: false, UseIsSeen: false, HeirIsCurrent: true,
                    HeirWorks: true,
                }
            ? next with { Step = Revoke, Successor = partner }
            : plan(facts)),
        new ApiMutant("A new token has the old one's name, whatever it is to have", (api, _) => new NameIsKept(api)),
        new ApiMutant("A new token has the old one's lifetime, whatever it is to have", (api, _) => new LifeIsLonger(api)),

        // People.
        new ApiMutant("An undo lets the new token go before the old secret is back", (api, run) =>
            run.Undoes is { } oldId ? new NewTokenGoesFirst(api, oldId, run) : api),
        new ApiMutant("An undo leaves the old token's end as it was set", (api, run) =>
            run.Undoes is { } oldId ? new EndStays(api, oldId) : api),
        new FirstPlaceAlone(),
        Plans("A lock delays the end of what has leaked", (facts, plan, run) =>
            plan(facts) is { Step: RevokeFirst } next && run.World.Locks.IsHeldForEver ? next with { Step = None } : plan(facts)),

        // Calls and answers.
        new ApiMutant("A creation is repeated after 503", (api, _) => new CreationIsRepeated(api)),
        new ApiMutant("The cap is not looked at", (api, run) => new RoomIsNotCounted(api, run)),
        new StoreMutant("What was written is believed without reading it", store => new Mutants.NeverReadBack(store)),
        new SecretInAMessage(),
    ];

    private static PlanMutant Plans(string name, Func<RotationFacts, Planner, AccountRun, RotationPlan> plan) => new(name, plan);

    private sealed class PlanMutant(string name, Func<RotationFacts, Planner, AccountRun, RotationPlan> plan) : AccountMutant
    {
        public override string Name => name;

        public override RotationOptions Options(RotationOptions options, AccountRun run) => options with
        {
            Planner = facts => plan(facts, planned => options.Planner(planned), run),
        };
    }

    private sealed class ApiMutant(string name, Func<ITokenApi, AccountRun, ITokenApi> api) : AccountMutant
    {
        public override string Name => name;

        public override ITokenApi Api(ITokenApi inner, AccountRun run) => api(inner, run);
    }

    private sealed class StoreMutant(string name, Func<ISecretStore, ISecretStore> store) : AccountMutant
    {
        public override string Name => name;

        public override ISecretStore Store(ISecretStore inner, AccountRun run) => store(inner);
    }

    private sealed class TimeStandsStill(ITokenApi inner) : DelegatingAccountApi(inner)
    {
        private ServerTimes? _times;

        public override ServerTimes ServerTimes => _times ?? base.ServerTimes;

        public override async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
        {
            var created = await base.CreateAsync(spec, cancellationToken).ConfigureAwait(false);
            _times = base.ServerTimes;
            return created;
        }

        public override async Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
        {
            await base.UpdateAsync(id, update, cancellationToken).ConfigureAwait(false);
            _times = null;
        }
    }

    private sealed class RunnersTime(ITokenApi inner, AccountRun run) : DelegatingAccountApi(inner)
    {
        public override async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) =>
            await base.CreateAsync(
                spec with { ExpirationDate = spec.ExpirationDate + (run.Time.GetUtcNow() - ServerTime) }, cancellationToken)
                .ConfigureAwait(false);
    }

    private sealed class OverlapIsCut(ITokenApi inner) : DelegatingAccountApi(inner)
    {
        public override Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) => base.UpdateAsync(
            id,
            update.ExpirationDate < ServerTime + TimeSpan.FromDays(2)
                ? update with { ExpirationDate = ServerTime + TimeSpan.FromHours(1.5) }
                : update,
            cancellationToken);
    }

    private sealed class CreationIsRepeated(ITokenApi inner) : DelegatingAccountApi(inner)
    {
        public override async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
        {
            try
            {
                return await base.CreateAsync(spec, cancellationToken).ConfigureAwait(false);
            }
            catch (CreateOutcomeUnknownException)
            {
                return await base.CreateAsync(spec, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // It counts what belongs to rotations only.
    private sealed class RoomIsNotCounted(ITokenApi inner, AccountRun run) : DelegatingAccountApi(inner)
    {
        public override async Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
        {
            var page = await base.ListAsync(query, after, cancellationToken).ConfigureAwait(false);
            return page with { Tokens = [.. page.Tokens.Where(token => run.World.TargetOf(token.Id) is not null)] };
        }
    }

    private sealed class NameIsKept(ITokenApi inner) : DelegatingAccountApi(inner)
    {
        public override Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) => base.CreateAsync(
            spec.Name.StartsWith("new name", StringComparison.Ordinal)
                ? spec with { Name = LineageMark.Read(spec.Name)!.ApplyTo("a token") }
                : spec,
            cancellationToken);
    }

    private sealed class LifeIsLonger(ITokenApi inner) : DelegatingAccountApi(inner)
    {
        public override Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) => base.UpdateAsync(
            id,
            update.ExpirationDate > ServerTime.AddDays(40) ? update with { ExpirationDate = ServerTime.AddDays(200) } : update,
            cancellationToken);
    }

    private sealed class NewTokenGoesFirst(ITokenApi inner, string oldId, AccountRun run) : DelegatingAccountApi(inner)
    {
        public override async Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
        {
            var heir = run.World.TargetOf(oldId)!.Line.Where(made => made != oldId).Select(run.World.Account.FindPlatformToken)
                .FirstOrDefault(token => token is not null && run.World.Invariants.IsExtended(token));
            if (id == oldId && heir is not null)
            {
                await base.UpdateAsync(heir.Id, new TokenUpdate { Enabled = false }, cancellationToken).ConfigureAwait(false);
            }

            await base.UpdateAsync(id, update, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class EndStays(ITokenApi inner, string oldId) : DelegatingAccountApi(inner)
    {
        public override Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) =>
            base.UpdateAsync(id, id == oldId ? update with { ExpirationDate = null } : update, cancellationToken);
    }

    private sealed class FirstPlaceAlone : AccountMutant
    {
        public override string Name => "An undo puts back only the first of several places";

        public override IEnumerable<SimulatedVault> Vaults(IReadOnlyList<SimulatedVault> vaults, AccountRun run) =>
            run.Undoes is null ? vaults : vaults.Take(1);
    }

    private sealed class SecretInAMessage : AccountMutant
    {
        public override string Name => "A message holds the secret";

        public override ITokenApi Api(ITokenApi api, AccountRun run) => new Talkative(api, run);

        private sealed class Talkative(ITokenApi inner, AccountRun run) : DelegatingAccountApi(inner)
        {
            public override async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
            {
                var created = await base.CreateAsync(spec, cancellationToken).ConfigureAwait(false);
                run.World.Invariants.Said($"created {created.Token.Reveal()}");
                return created;
            }
        }
    }
}

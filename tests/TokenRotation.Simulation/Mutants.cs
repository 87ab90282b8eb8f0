using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Secrets;
using static TokenRotation.RotationStep;

namespace TokenRotation.Simulation;

/// <summary>Bugs that the simulation has to find.</summary>
internal static class Mutants
{
    private delegate RotationPlan Planner(RotationFacts facts);

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // The overlap.
        Plans("An overlap begins with the mark, whenever the entry is written", (facts, plan, _) =>
            plan(facts) is { Step: Commit, State: RotationState.Superseded } next
                && next.Successor?.Id == new Situation(facts).Partner?.Id
                ? next with { Step = Promote }
                : plan(facts)),

        // The order of the steps.
        Plans("The commit mark is set after the promotion", (facts, plan, _) =>
            plan(facts) is { Step: Commit, Successor: { } successor } next
            && facts.Store is { } store && store.CurrentId != successor.Id
            ? next with { Step = Promote }
            : plan(facts)),
        Plans("The secret is handed over before the commit mark", (facts, plan, _) =>
            plan(facts) is { Step: Commit } next && facts is { Store: null, Own.HandedOver: false }
                // Who hands over the token that authenticates goes on with the one that the mark names.
                && facts.OldId != facts.Caller.Id
            ? next with { Step = HandOver }
            : plan(facts)),
        Plans("The old token is deleted without being revoked", (facts, plan, _) =>
            plan(facts) is { Step: Revoke } next ? next with { Step = Delete } : plan(facts)),
        Plans("The old token is revoked before the promotion", (facts, plan, _) =>
            plan(facts) is { Step: Promote, State: RotationState.Superseded } next ? next with { Step = Revoke } : plan(facts)),
        Stores("The pending secret is removed before the promotion", store => new PendingRemovedFirst(store)),

        // Time.
        Plans("The grace period is told by the runner's clock", (facts, plan, run) =>
            plan(facts with { Now = run.Time.GetUtcNow(), Earliest = run.Time.GetUtcNow() })),
        Plans("There is no grace period", (facts, plan, _) =>
            plan(facts with { Policy = facts.Policy with { GracePeriod = TimeSpan.Zero } })),
        Plans("A pending token is collected at once", (facts, plan, _) =>
            plan(facts) is { Step: None, State: RotationState.Pending } next
                && facts.Own is null
                && new Situation(facts).Stray is { } stray
            ? next with { Step = Collect, Successor = stray }
            : plan(facts)),
        new TimeStandsStill(),
        new LastDateCounts(),
        Plans("What dead runs left behind is not collected", (facts, plan, _) =>
            plan(facts) is { Step: Collect } next ? next with { Step = None } : plan(facts)),

        // Several runners.
        Plans("There is no election", (facts, plan, _) =>
            plan(facts.Own is { } own ? facts with { Pending = [Listed(facts, own)], Own = own with { Listed = true } } : facts)),
        Plans("Nothing is looked at again before the commit mark, and no mark is put right after it", (facts, plan, _) =>
        {
            var next = plan(facts.Own is { } own ? facts with { Own = own with { Rechecked = true } } : facts);
            return next is { Step: Commit } && facts is { Own: null, Old: not null }
                ? next with { Step = None, State = RotationState.NeedsAttention }
                : next;
        }),
        Plans("Neither place nor use keeps a run from collecting", (facts, plan, _) => plan(facts with
        {
            Place = facts.Pending.Select(token => NameStamp.Read(token.Name).Stamp?.Place).FirstOrDefault() ?? facts.Place,
            Pending = [.. facts.Pending.Select(token => token with { LastUsedDate = null })],
        })),

        Plans("What another run has promised is cut short", (facts, plan, _) =>
            plan(facts.Old is { } old && NameStamp.Read(old.Name) is (var name, { Kind: not StampKind.Pending } stamp)
            ? facts with { Old = old with { Name = (stamp with { Span = null, NeedsUse = false }).ApplyTo(name) } }
            : facts)),
        Plans("A line of succession is not walked to its end", (facts, plan, _) =>
            plan(facts with { Heirs = [.. facts.Heirs.Take(1)], OlderId = null })),

        // Other people's tokens.
        Plans("A stamp is believed whoever owns the token", (facts, plan, _) => plan(facts with
        {
            Heirs = [.. facts.Heirs.Select(heir => heir with { Owner = facts.Caller.Owner })],
            Pending = [.. facts.Pending.Select(pending => pending with { Owner = facts.Caller.Owner })],
        })),
        Plans("Whatever the store holds is overwritten", (facts, plan, _) =>
            plan(facts.Store is { } store && new Situation(facts).StoreHoldsAnother
            && facts.Pending.Concat(facts.Heirs).All(token => token.Id != store.CurrentId)
            ? facts with
            {
                Store = store with { CurrentId = null, Unreadable = false },
                Policy = facts.Policy with { NewEntry = true },
            }
            : facts)),

        Plans("An absent entry counts as consent", (facts, plan, _) =>
            plan(facts with { Policy = facts.Policy with { NewEntry = true } })),
        Plans("One of several places is enough", (facts, plan, _) => plan(facts.Store is { Currents.Count: > 1 } store
            && facts.Heirs.FirstOrDefault(heir => store.IsCurrent(heir.Id)) is { } heir
            ? facts with { Store = store with { CurrentId = heir.Id, CurrentIsDead = false, Unreadable = false } }
            : facts)),

        // Calls and answers.
        .. AnswerMutants.All,
        new FactsStayAsTheyWere(),
        new CollectedForGood(),
        new CreationIsRepeated(),
        Stores("What was written is believed without reading it", store => new NeverReadBack(store)),
        Plans("A revocation is noted again by every run", (facts, plan, _) =>
            plan(facts) is { Step: None, State: RotationState.Revoked } next && next.Successor is not null
            && NameStamp.Read(facts.Old!.Name).Stamp?.At < facts.Now - TimeSpan.FromSeconds(5)
            ? next with { Step = Revoke }
            : plan(facts)),
        new SecretInAMessage(),
        .. StoreMutants.All,
        .. PeopleMutants.All,
    ];

    /// <summary>
    /// Found where a runner sleeps on the stage; in a schedule of chance it takes two runs and a rotation between them, all
    /// while one sleeps.
    /// </summary>
    public static Mutant Sleeper { get; } = Plans("Who has slept leaves what he wrote as it is", (facts, plan, _) =>
        plan(facts) is { Step: Mend } ? plan(facts with { MendTried = true }) : plan(facts));

    /// <summary>
    /// Found where a runner sleeps on the stage while another one, on a node that has not heard of it, goes all the way.
    /// </summary>
    public static Mutant Unsettled { get; } = new NothingSettles();

    private static DtToken Listed(RotationFacts facts, OwnSuccessor own) =>
        facts.Pending.FirstOrDefault(token => token.Id == own.Id) ?? new DtToken
        {
            Id = own.Id,
            Name = NameStamp.Pending(own.Operation, facts.OldId).ApplyTo(own.Spec?.Name ?? "x"),
            Environment = World.Environment,
            Owner = facts.Caller.Owner,
            CreationDate = own.CreationDate,
        };

    private static PlannerMutant Plans(string name, Func<RotationFacts, Planner, Run, RotationPlan> plan) => new(name, plan);

    private static StoreMutant Stores(string name, Func<ISecretStore, ISecretStore> wrap) => new(name, wrap);

    private sealed class PlannerMutant(string name, Func<RotationFacts, Planner, Run, RotationPlan> plan) : Mutant
    {
        public override string Name => name;

        public override RotationOptions Options(RotationOptions options, Run run) =>
            options with { Planner = facts => plan(facts, unchanged => options.Planner(unchanged), run) };
    }

    private sealed class StoreMutant(string name, Func<ISecretStore, ISecretStore> wrap) : Mutant
    {
        public override string Name => name;

        public override ISecretStore Store(ISecretStore store, Run run) => wrap(store);
    }

    private sealed class CreationIsRepeated : Mutant
    {
        public override string Name => "A creation is repeated after 503";

        public override ITokenApi Api(ITokenApi api, Run run) => new Repeating(api);

        private sealed class Repeating(ITokenApi inner) : DelegatingTokenApi(inner)
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
    }

    private sealed class TimeStandsStill : Mutant
    {
        public override string Name => "The commit mark is sent after the fence";

        public override ITokenApi Api(ITokenApi api, Run run) => new Standing(api);

        public override RotationOptions Options(RotationOptions options, Run run) =>
            options with { Time = new Timerless(options.Time) };

        private sealed class Standing(ITokenApi inner) : DelegatingTokenApi(inner)
        {
            private DateTimeOffset? _first;

            public override DateTimeOffset ServerTime => _first ??= base.ServerTime;

            public override ServerTimes ServerTimes => new(ServerTime, ServerTime, IsKnown: true);
        }

        private sealed class Timerless(TimeProvider time) : TimeProvider
        {
            private static readonly TimeSpan Fence = TimeSpan.FromMinutes(1);

            public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

            public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
                time.CreateTimer(callback, state, dueTime > Fence ? Timeout.InfiniteTimeSpan : dueTime, period);
        }
    }

    private sealed class LastDateCounts : Mutant
    {
        public override string Name => "The last Date is believed, or the runner's clock";

        public override ITokenApi Api(ITokenApi api, Run run) => new Believing(api);

        private sealed class Believing(ITokenApi inner) : DelegatingTokenApi(inner)
        {
            public override ServerTimes ServerTimes => new(ServerTime, ServerTime, IsKnown: true);
        }
    }

    private sealed class NothingSettles : Mutant
    {
        public override string Name => "A new token loses its mark before other nodes know of it";

        public override RotationOptions Options(RotationOptions options, Run run) =>
            options with { SettlingTime = TimeSpan.Zero };
    }

    private sealed class FactsStayAsTheyWere : Mutant
    {
        public override string Name => "What was read once is not read again before an act";

        public override ITokenApi Api(ITokenApi api, Run run) => new Remembering(api);

        private sealed class Remembering(ITokenApi inner) : DelegatingTokenApi(inner)
        {
            private readonly Dictionary<string, DtToken> _known = new(StringComparer.Ordinal);

            public override async Task<TokenPage> ListAsync(
                TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
            {
                var page = await base.ListAsync(query, after, cancellationToken).ConfigureAwait(false);
                foreach (var token in page.Tokens.Where(_ => !Capabilities.ListsNamesOnly))
                {
                    _known[token.Id] = token;
                }

                return page;
            }

            public override async Task<DtToken> GetAsync(string id, CancellationToken cancellationToken) =>
                _known.TryGetValue(id, out var known)
                    ? known
                    : _known[id] = await base.GetAsync(id, cancellationToken).ConfigureAwait(false);

            // What it writes itself it knows.
            public override async Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
            {
                await base.UpdateAsync(id, update, cancellationToken).ConfigureAwait(false);
                _known.Remove(id);
            }
        }
    }

    private sealed class CollectedForGood : Mutant
    {
        public override string Name => "What looks left behind is deleted at once";

        public override ITokenApi Api(ITokenApi api, Run run) => new Deleting(api);

        private sealed class Deleting(ITokenApi inner) : DelegatingTokenApi(inner)
        {
            public override Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) =>
                update.Name is { } name && NameStamp.Read(name).Stamp is { OriginId: not null }
                    ? DeleteAsync(id, cancellationToken)
                    : base.UpdateAsync(id, update, cancellationToken);
        }
    }

    internal sealed class NeverReadBack(ISecretStore inner) : ISecretStore
    {
        private readonly Dictionary<string, StoredSecret> _written = new(StringComparer.Ordinal);

        public string Name => inner.Name;

        public EntryRemoval Removal => inner.Removal;

        public Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken) =>
            _written.TryGetValue(name, out var written)
                ? Task.FromResult<StoredSecret?>(written)
                : inner.ReadAsync(name, cancellationToken);

        public Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
        {
            _written[name] = new StoredSecret(token, tokenId);
            return inner.WriteAsync(name, token, tokenId, cancellationToken);
        }

        public Task RemoveAsync(string name, CancellationToken cancellationToken) => inner.RemoveAsync(name, cancellationToken);

        public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
            inner.ListAsync(cancellationToken);
    }

    private sealed class PendingRemovedFirst(ISecretStore inner) : ISecretStore
    {
        private string? _pending;

        public string Name => inner.Name;

        public EntryRemoval Removal => inner.Removal;

        public Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken)
        {
            _pending = name.Contains("-pending-", StringComparison.Ordinal) ? name : _pending;
            return inner.ReadAsync(name, cancellationToken);
        }

        public async Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken)
        {
            if (_pending is not null && _pending.StartsWith(name + "-pending-", StringComparison.Ordinal))
            {
                await inner.RemoveAsync(_pending, cancellationToken).ConfigureAwait(false);
            }

            await inner.WriteAsync(name, token, tokenId, cancellationToken).ConfigureAwait(false);
        }

        public Task RemoveAsync(string name, CancellationToken cancellationToken) => inner.RemoveAsync(name, cancellationToken);

        public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
            inner.ListAsync(cancellationToken);
    }

    private sealed class SecretInAMessage : Mutant
    {
        public override string Name => "A message holds the secret";

        public override IRotationHost Host(IRotationHost host, Run run) => new Talkative(host);

        private sealed class Talkative(IRotationHost inner) : IRotationHost
        {
            public Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan) => inner.ApproveAsync(facts, plan);

            public async Task HandOverAsync(HandedOverToken token)
            {
                try
                {
                    await inner.HandOverAsync(token).ConfigureAwait(false);
                }
                catch (HandOverException failure)
                {
                    throw new HandOverException($"{token.Created.Token.Reveal()} was not taken.", failure);
                }
            }

            public Task PlacedAsync(RotationFacts facts) => inner.PlacedAsync(facts);

            public void Note(RotationNote note) => inner.Note(note);

            public void CallerReplaced(ITokenApi api, DtToken caller) => inner.CallerReplaced(api, caller);

            public Task ReportAsync(RotationReport report) => inner.ReportAsync(report);
        }
    }
}

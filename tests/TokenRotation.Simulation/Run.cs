using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Simulation;

/// <summary>A look at something.</summary>
/// <param name="At">The event of it.</param>
/// <param name="KnownUntil">The event up to which it shows what was done.</param>
internal readonly record struct Sight(int At, int KnownUntil)
{
    public static Sight Never { get; } = new(-1, -1);
}

/// <summary>One run of a runner, from its start to its end or its death. It dies by never being answered again.</summary>
internal sealed partial class Run
{
    private readonly Dictionary<string, List<Sight>> _seen = new(StringComparer.Ordinal);

    private readonly Dictionary<(string Vault, string Entry), List<Sight>> _seenEntries = [];
    private readonly List<Sight> _allSeen = [];
    private readonly List<Sight> _allNamesSeen = [];
    private readonly List<int> _calls = [];

    public Run(World world, int runner, int number, RotationPolicy policy, bool isWithoutStore = false)
    {
        World = world;
        Runner = runner;
        Number = number;
        Policy = policy;
        StartedAt = world.EventIndex;
        ChangesBefore = world.Invariants.Changes;
        Time = world.Clock.SeenBy(world.Scenario.Skews[runner % world.Scenario.Skews.Count], Sleep);
        ServerClock = new ServerClock(Time);
        Vault = world.Vaults.Count == 0 || isWithoutStore ? null : world.Vaults[runner % world.Vaults.Count];
    }

    public World World { get; }

    public int Runner { get; }

    public int Number { get; }

    public RotationPolicy Policy { get; }

    /// <summary>The event at which it began.</summary>
    public int StartedAt { get; }

    /// <summary>How much the runs had changed before.</summary>
    public int ChangesBefore { get; }

    /// <summary>How often the runners had waited before.</summary>
    public int Waits { get; set; }

    public TimeProvider Time { get; }

    public ServerClock ServerClock { get; }

    public SimulatedVault? Vault { get; }

    public Sleep Sleep { get; } = new();

    /// <summary>It has slept over a call, and may act on what was true before.</summary>
    public bool HasSlept { get; private set; }

    /// <summary>It has written a current entry.</summary>
    public bool HasPromoted { get; set; }

    public bool IsDead
    {
        get => Sleep.IsForEver;
        set => Sleep.IsForEver = value;
    }

    public void FallAsleep(TimeSpan length, bool setsClock)
    {
        HasSlept = true;
        Sleep.Begin(World.Clock.Now, length, setsClock);
    }

    public bool IsOver => IsDead || Ending is { IsCompleted: true };

    public Task? Ending { get; private set; }

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Ctrl+C.</summary>
    public CancellationTokenSource Abort { get; } = new();

    /// <summary>The event of Ctrl+C; null where there was none.</summary>
    public int? InterruptedAt { get; set; }

    /// <summary>The user said no to something.</summary>
    public bool HasDeclined { get; set; }

    /// <summary>When the runner made the call that is being carried out.</summary>
    public DateTimeOffset Issued { get; set; }

    /// <summary>When an answer last told it the time.</summary>
    public DateTimeOffset LastTold { get; set; }

    /// <summary>The same when it made the call that is being carried out.</summary>
    public DateTimeOffset ToldBefore { get; set; }

    /// <summary>It has slept since it made that call.</summary>
    public bool SleptOverTheCall => HasSlept && Issued <= Sleep.Since && Sleep.Since <= World.Clock.Now;

    /// <summary>It will not look again at what it did to a token: it has died, was stopped, or failed.</summary>
    public bool LooksNoMoreAt(string oldId) => IsDead || InterruptedAt is not null
        || Reports.Exists(report => report.Target.OldId == oldId && report.Failure is not null);

    /// <summary>The step that is being taken, as far as one target can tell.</summary>
    public RotationStep Step { get; private set; }

    public List<RotationReport> Reports { get; } = [];

    /// <summary>What it could not tell apart, or not find.</summary>
    public IReadOnlyList<TargetProblem> Problems { get; private set; } = [];

    /// <summary>The only token whose rotation is asked for; null for all.</summary>
    public string? Only { get; init; }

    public HashSet<string> TargetIds { get; } = new(StringComparer.Ordinal);

    public string? Owner { get; private set; }

    /// <summary>The token that it began with.</summary>
    public string? CallerId { get; private set; }

    public void SeeEntry(string vault, string entry) => Of(_seenEntries, (vault, entry)).Add(Look(isOfNode: false));

    /// <summary>When it last read an entry before it made the call that is being carried out.</summary>
    public Sight SightOf(string vault, string entry) => Last(_seenEntries.GetValueOrDefault((vault, entry)));

    public void Begin(bool cleanup) => Ending = GoAsync(() => RotateAsync(cleanup));

    /// <summary>The event at which the call was made that is being carried out.</summary>
    public int IssuedEvent { get; set; }

    public void Called() => _calls.Add(World.EventIndex);

    /// <summary>
    /// The event of the first read that an act of so many calls, the last of them the act, stands on; that of a call that is
    /// held up is its making.
    /// </summary>
    public int ActBegan(int calls) => Math.Min(IssuedEvent, _calls.Count > calls ? _calls[^calls] : StartedAt);

    /// <param name="id">A token that it reads, or whose absence it finds.</param>
    /// <param name="isOfNode">Its node may not know yet what was done through others.</param>
    public void See(string id, bool isOfNode = false) => Of(_seen, id).Add(Look(isOfNode));

    public bool IsInStore(string id) => Vault is not null && World.TargetOf(id) is { } target
        && (World.Scenario.StoreUse.Everywhere ? World.Vaults : [Vault]).Exists(
            vault => vault[target.Entry] is { } current && World.Tenant.FindBySecret(current)?.Id == id);

    /// <summary>It reads a list that shows everything.</summary>
    public void SeeAll() => _allSeen.Add(Look(isOfNode: true));

    /// <summary>It reads a list of all names.</summary>
    public void SeeAllNames() => _allNamesSeen.Add(Look(isOfNode: true));

    /// <summary>
    /// When it last saw a token, or its absence, and up to when it knows of it: before it made the call that is being carried
    /// out, however late that is.
    /// </summary>
    public Sight Seen(string id, bool nameOnly)
    {
        var seen = Later(Last(_seen.GetValueOrDefault(id)), Last(_allSeen));
        return nameOnly ? Later(seen, Last(_allNamesSeen)) : seen;
    }

    private Sight Look(bool isOfNode) => new(World.EventIndex, isOfNode ? World.Nodes.KnownUntil(Runner) : World.EventIndex);

    private static List<Sight> Of<TKey>(Dictionary<TKey, List<Sight>> sights, TKey key)
        where TKey : notnull
    {
        if (!sights.TryGetValue(key, out var list))
        {
            sights.Add(key, list = []);
        }

        return list;
    }

    private Sight Last(List<Sight>? sights)
    {
        for (var i = (sights?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (sights![i].At <= IssuedEvent)
            {
                return sights[i];
            }
        }

        return Sight.Never;
    }

    private static Sight Later(Sight one, Sight other) => one.KnownUntil >= other.KnownUntil ? one : other;

    public override string ToString() => $"runner {Runner} run {Number}";

    private async Task GoAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (TokenApiException failure)
        {
            World.Trace?.Invoke($"      {this} ends: {failure.Message}");
        }
        catch (OperationCanceledException) when (InterruptedAt is not null)
        {
            World.Trace?.Invoke($"      {this} has ended");
        }
    }

    private async Task RotateAsync(bool cleanup)
    {
        var run = await BeginRunAsync(Plan).ConfigureAwait(false);
        var targets = await TargetsAsync(run, cleanup).ConfigureAwait(false);
        TargetIds.UnionWith(targets.Select(target => target.OldId));
        await new RotationRunner(run, World.Mutant.Host(new SimulatedHost(this), this), Stop.Token)
            .RunAsync(targets).ConfigureAwait(false);
    }

    private async Task<RotationRun> BeginRunAsync(Func<RotationFacts, RotationPlan> planner)
    {
        var credential = World.TokenOf(World.CredentialFor(this));
        var api = World.Mutant.Api(new SimulatedTokenApi(this, credential, null), this);
        var caller = await api.LookupAsync(credential, Abort.Token).ConfigureAwait(false);
        (Owner, CallerId) = (caller.Owner, caller.Id);
        var snapshot = await TenantSnapshot.TakeAsync(api, Abort.Token).ConfigureAwait(false);
        var options = World.Mutant.Options(
            new RotationOptions
            {
                Time = Time,
                NewOperation = World.NextOperation,
                Planner = planner,
                SettlingTime = World.Scenario.SettlingTime,
                Locks = World.Locks.Of(() => IsOver),
            },
            this);
        return new RotationRun(api, caller, snapshot, options, Abort.Token);
    }

    private RotationPlan Plan(RotationFacts facts)
    {
        var (table, rule, plan) = RotationPlanner.Decide(facts);
        World.Statistics.Decided(table, rule);
        Step = plan.Step;
        return plan;
    }

    private async Task<List<RotationTarget>> TargetsAsync(RotationRun run, bool cleanup)
    {
        var pattern = new RotationTarget { OldId = string.Empty, Policy = Policy, MayBegin = true };
        var finder = new TargetFinder(run, pattern);
        foreach (var target in cleanup ? [] : World.Targets)
        {
            if (target.Spec is { } spec)
            {
                await finder.AddSpecAsync(spec, pattern, reconcile: false).ConfigureAwait(false);
            }
            else if (World.Scenario.Recurring && Only is { } named && target.Line.Contains(named))
            {
                // An admin who does what a sentence says names the token by its ID.
                finder.AddId(named);
            }
            else if (World.Scenario.Recurring)
            {
                await finder.AddNameAsync(target.Name).ConfigureAwait(false);
            }
            else
            {
                finder.AddId(target.OldId);
            }
        }

        Problems = finder.Problems;
        var targets = finder.Targets.ToList();
        if (cleanup || World.Scenario.Recurring)
        {
            // What was begun is brought to its end.
            finder = new TargetFinder(run, pattern);
            finder.AddAll();
            targets.AddRange(finder.Targets.Where(begun => targets.TrueForAll(named => named.OldId != begun.OldId)));
        }

        // A store for each: rotations that wait for one and the same canary would go on by the thread pool.
        return targets.FindAll(target => Only is null || target.OldId == Only).ConvertAll(
            target => target with { Places = Places(target.OldId), Wish = WishFor(target) });
    }

    // Only who names a token says what its successor is to be.
    private SuccessorWish WishFor(RotationTarget target) => target.MayBegin && World.Tenant.Find(target.OldId) is { } old
        ? World.Scenario.Wishes.For(old)
        : SuccessorWish.None;

    /// <summary>The vaults that it writes each secret to.</summary>
    public IEnumerable<SimulatedVault> Vaults =>
        Vault is null ? [] : World.Mutant.Vaults(World.Scenario.StoreUse.Everywhere ? World.Vaults : [Vault], this);

    /// <summary>How many they are.</summary>
    public int WritesTo => World.Scenario.StoreUse.Everywhere ? World.Vaults.Count : 1;

    /// <summary>It reaches its vaults under other names than most do.</summary>
    public bool HasAliases => World.Scenario.Mishaps.Aliases
        && (World.IsCalm ? World.IsTurnOfAliases : Number % 3 == 2);

    // Once all is calm, nobody mistypes.
    private bool IsMistyped => World.Scenario.StoreUse.Mistyped && !World.IsCalm && Number % 3 == 1;

    private SecretPlaces Places(string oldId)
    {
        if (Vault is null)
        {
            return SecretPlaces.Pipeline;
        }

        var names = World.EntriesOf(World.TargetOf(oldId)?.Index ?? -1, IsMistyped);
        return SecretPlaces.In([.. Vaults.Select(vault => (World.Mutant.Store(new SimulatedStore(this, vault), this), names))]);
    }
}

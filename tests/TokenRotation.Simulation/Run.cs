using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>One run of a runner, from its start to its end or its death. It dies by never being answered again.</summary>
internal sealed class Run
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _misled = new(StringComparer.Ordinal);

    private int _allSeen = -1;
    private int _allNamesSeen = -1;

    public Run(World world, int runner, int number, RotationPolicy policy)
    {
        World = world;
        Runner = runner;
        Number = number;
        Policy = policy;
        StartedAt = world.EventIndex;
        ChangesBefore = world.Invariants.Changes;
        Time = world.Clock.SeenBy(world.Scenario.Skews[runner % world.Scenario.Skews.Count], Sleep);
        ServerClock = new ServerClock(Time);
        Vault = world.Vaults.Count == 0 ? null : world.Vaults[runner % world.Vaults.Count];
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

    /// <summary>When the runner made the call that is being carried out.</summary>
    public DateTimeOffset Issued { get; set; }

    /// <summary>The step that is being taken, as far as one target can tell.</summary>
    public RotationStep Step { get; private set; }

    public List<RotationReport> Reports { get; } = [];

    /// <summary>The only token whose rotation is asked for; null for all.</summary>
    public string? Only { get; init; }

    public HashSet<string> TargetIds { get; } = new(StringComparer.Ordinal);

    public string? Owner { get; private set; }

    /// <summary>The event at which it last read an entry.</summary>
    public Dictionary<(string Vault, string Entry), int> SeenEntries { get; } = [];

    public void Begin(bool cleanup) => Ending = GoAsync(() => RotateAsync(cleanup));

    /// <summary>What an admin does about a hand-over that did not arrive.</summary>
    public void Restore(string oldId, string newId) => Ending = GoAsync(() => RestoreAsync(oldId, newId));

    /// <summary>What he does about a new token that was left behind, and used.</summary>
    public void Revoke(string id) => Ending = GoAsync(() => RevokeAsync(id));

    public void See(string id) => _seen[id] = World.EventIndex;

    public bool IsInStore(string id) => Vault is not null
        && World.TargetOf(id) is { } target && Vault[target.Entry] is { } current && World.Tenant.FindBySecret(current)?.Id == id;

    /// <summary>What it last read of an entry is, or is not, what the entry had held before.</summary>
    public void Believes(string entry, bool isOutdated) => _ = isOutdated ? _misled.Add(entry) : _misled.Remove(entry);

    /// <summary>The store has told it something that is no longer so.</summary>
    public bool IsMisledAbout(string entry) => _misled.Contains(entry);

    public void SeeAll() => _allSeen = World.EventIndex;

    public void SeeAllNames() => _allNamesSeen = World.EventIndex;

    /// <summary>The event at which it last saw a token, or its absence.</summary>
    public int SeenAt(string id, bool nameOnly) => Math.Max(_seen.GetValueOrDefault(id, -1), nameOnly ? Math.Max(_allSeen, _allNamesSeen) : _allSeen);

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
    }

    private async Task RotateAsync(bool cleanup)
    {
        var credential = ApiToken.Parse(World.CredentialFor(this));
        var api = World.Mutant.Api(new SimulatedTokenApi(this, credential, null), this);
        var caller = await api.LookupAsync(credential, CancellationToken.None).ConfigureAwait(false);
        Owner = caller.Owner;
        var snapshot = await TenantSnapshot.TakeAsync(api, CancellationToken.None).ConfigureAwait(false);
        var options = World.Mutant.Options(
            new RotationOptions { Time = Time, NewOperation = World.NextOperation, Planner = Plan, SettlingTime = World.Scenario.SettlingTime },
            this);
        var run = new RotationRun(api, caller, snapshot, options, CancellationToken.None);
        var targets = await TargetsAsync(run, cleanup).ConfigureAwait(false);
        TargetIds.UnionWith(targets.Select(target => target.OldId));
        await new RotationRunner(run, World.Mutant.Host(new SimulatedHost(this), this), Stop.Token).RunAsync(targets).ConfigureAwait(false);
    }

    private async Task RevokeAsync(string id)
    {
        TargetIds.Add(id);
        var credential = ApiToken.Parse(World.CredentialFor(this));
        var api = new SimulatedTokenApi(this, credential, credential.Id);
        var token = await api.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
        await TokenRevocation.RevokeAsync(api, token, null, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RestoreAsync(string oldId, string newId)
    {
        TargetIds.UnionWith([oldId, newId]);
        var credential = ApiToken.Parse(World.CredentialFor(this));
        var api = new SimulatedTokenApi(this, credential, credential.Id);
        var old = await api.GetAsync(oldId, CancellationToken.None).ConfigureAwait(false);
        await new RotationUndo(api, SecretPlace.Pipeline, CancellationToken.None).RunAsync(old).ConfigureAwait(false);
        var successor = await api.GetAsync(newId, CancellationToken.None).ConfigureAwait(false);
        if (successor.Enabled)
        {
            await TokenRevocation.RevokeAsync(api, successor, null, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private RotationPlan Plan(RotationFacts facts)
    {
        var plan = RotationPlanner.Plan(facts);
        Step = plan.Step;
        return plan;
    }

    private async Task<List<RotationTarget>> TargetsAsync(RotationRun run, bool cleanup)
    {
        var pattern = new RotationTarget { OldId = string.Empty, Policy = Policy, MayBegin = true };
        var finder = new TargetFinder(run, pattern);
        foreach (var target in cleanup ? [] : World.Targets)
        {
            if (World.Scenario.Recurring)
            {
                await finder.AddNameAsync(target.Name).ConfigureAwait(false);
            }
            else
            {
                finder.AddId(target.OldId);
            }
        }

        var targets = finder.Targets.ToList();
        if (cleanup || World.Scenario.Recurring)
        {
            // What was begun is brought to its end.
            finder = new TargetFinder(run, pattern);
            finder.AddAll();
            targets.AddRange(finder.Targets.Where(begun => targets.TrueForAll(named => named.OldId != begun.OldId)));
        }

        // A store for each: rotations that wait for one and the same canary would go on by the thread pool.
        return targets.FindAll(target => Only is null || target.OldId == Only).ConvertAll(target => target with { Places = Places(target) });
    }

    private SecretPlaces Places(RotationTarget target) => Vault is null
        ? SecretPlaces.Pipeline
        : SecretPlaces.In(World.Mutant.Store(new SimulatedStore(this, Vault), this), World.EntriesOf(World.TargetOf(target.OldId)?.Index ?? -1));
}

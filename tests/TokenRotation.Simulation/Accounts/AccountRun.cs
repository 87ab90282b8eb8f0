using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Simulation.Accounts;

/// <summary>One run of a runner in an account, from its start to its end or its death. It dies by never being answered again.
/// </summary>
internal sealed partial class AccountRun
{
    private static readonly RotationPolicy ResumePolicy = new() { GraceIsGiven = false, OverlapIsGiven = false };

    private readonly List<int> _calls = [];

    public AccountRun(AccountWorld world, int runner, int number, RotationPolicy policy)
    {
        World = world;
        Runner = runner;
        Number = number;
        Policy = policy;
        StartedAt = world.EventIndex;
        ChangesBefore = world.Invariants.Changes;
        Time = world.Clock.SeenBy(world.Scenario.Skews[runner % world.Scenario.Skews.Count], Sleep);
        ServerClock = new ServerClock(Time);
        Vaults = world.Scenario.Everywhere || world.Vaults.Count == 0
            ? world.Vaults
            : [world.Vaults[runner % world.Vaults.Count]];
    }

    public AccountWorld World { get; }

    public int Runner { get; }

    public int Number { get; }

    public RotationPolicy Policy { get; }

    public int StartedAt { get; }

    /// <summary>How much the runs had changed before.</summary>
    public int ChangesBefore { get; }

    /// <summary>How often the runners had waited before.</summary>
    public int Waits { get; set; }

    public TimeProvider Time { get; }

    public ServerClock ServerClock { get; }

    /// <summary>The vaults that it writes each secret to.</summary>
    public IReadOnlyList<SimulatedVault> Vaults { get; }

    public Sleep Sleep { get; } = new();

    /// <summary>It has slept over a call, and may act on what was true before.</summary>
    public bool HasSlept { get; private set; }

    public bool IsDead
    {
        get => Sleep.IsForEver;
        set => Sleep.IsForEver = value;
    }

    public bool IsOver => IsDead || Ending is { IsCompleted: true };

    public Task? Ending { get; private set; }

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Ctrl+C.</summary>
    public CancellationTokenSource Abort { get; } = new();

    public List<RotationReport> Reports { get; } = [];

    /// <summary>It goes on with what others have begun.</summary>
    public bool IsCleanup { get; private set; }

    /// <summary>It was looked at when it had come to its end.</summary>
    public bool IsLookedAt { get; set; }

    /// <summary>Somebody has said no, or has stopped it, or a call of its own has failed.</summary>
    public bool IsHindered { get; set; }

    /// <summary>The event at which the call was made that is being carried out.</summary>
    public int IssuedEvent { get; private set; }

    /// <summary>The event of its last list.</summary>
    public int ListedAt { get; private set; } = -1;

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastListed { get; private set; }

    /// <summary>The events at which it last tried new secrets, by the IDs of their tokens.</summary>
    public Dictionary<string, int> ProbedAt { get; } = new(StringComparer.Ordinal);

    /// <summary>A secret did not work at once, and it waits between calls.</summary>
    public bool HasRetried { get; set; }

    /// <summary>How many tokens its owners had by its first list, less what it has deleted since.</summary>
    public Dictionary<string, int> Counted { get; } = new(StringComparer.Ordinal);

    public void FallAsleep(TimeSpan length, bool setsClock)
    {
        HasSlept = true;
        Sleep.Begin(World.Clock.Now, length, setsClock);
    }

    public void Listed() => (ListedAt, LastListed) = (World.EventIndex, World.Clock.Now);

    public void Carries(AccountCall call)
    {
        IssuedEvent = call.IssuedEvent;
        _calls.Add(World.EventIndex);
    }

    /// <summary>The event of the first read that an act of so many calls, the last of them the act, stands on.</summary>
    public int ActBegan(int calls) => Math.Min(IssuedEvent, _calls.Count > calls ? _calls[^calls] : StartedAt);

    /// <summary>Rotates, or goes on with what is under way.</summary>
    public void Begin(bool cleanup)
    {
        IsCleanup = cleanup;
        Ending = GoAsync(() => RotateAsync(cleanup));
    }

    public static AccountRun ToResume(AccountWorld world, int runner, int number) => new(world, runner, number, ResumePolicy);

    public override string ToString() => $"runner {Runner} run {Number}";

    private async Task GoAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (TokenApiException failure)
        {
            IsHindered = true;
            World.Trace?.Invoke($"      {this} ends: {failure.Message}");
        }
        catch (OperationCanceledException) when (Abort.IsCancellationRequested)
        {
            World.Trace?.Invoke($"      {this} has ended");
        }
    }

    private async Task RotateAsync(bool cleanup)
    {
        var run = await BeginRunAsync(Plan).ConfigureAwait(false);
        var finder = new TargetFinder(run, new RotationTarget { OldId = string.Empty, Policy = Policy, MayBegin = !cleanup });
        if (cleanup)
        {
            finder.AddAll();
        }
        else
        {
            World.Targets.ForEach(target => finder.AddId(target.Old.Id));
        }

        await AdvanceAsync(run, finder).ConfigureAwait(false);
    }

    private async Task AdvanceAsync(RotationRun run, TargetFinder finder)
    {
        // Of somebody else's rotations it knows no entry.
        var targets = finder.Targets.Where(target => World.TargetOf(target.OldId) is not null).Select(target => target with
        {
            Places = Places(World.TargetOf(target.OldId)!),
            // Only who names a token says what its successor is to be.
            Wish = target.MayBegin ? World.Scenario.Wishes.For(World.TargetOf(target.OldId)!.Old) : SuccessorWish.None,
        }).ToList();
        await new RotationRunner(run, World.Mutant.Host(new AccountHost(this), this), Stop.Token).RunAsync(targets)
            .ConfigureAwait(false);
    }

    private async Task<RotationRun> BeginRunAsync(Func<RotationFacts, RotationPlan> planner)
    {
        var api = World.Mutant.Api(new SimulatedAccountApi(this), this);
        var snapshot = await TenantSnapshot.TakeAsync(api, Abort.Token).ConfigureAwait(false);
        var options = World.Mutant.Options(
            new RotationOptions
            {
                Time = Time,
                NewOperation = World.NextOperation,
                Planner = planner,
                Locks = World.Locks.Of(() => IsOver),
            },
            this);
        var caller = new DtToken { Id = World.Client.Id, Environment = api.Environment, Owner = World.Client.Owner };
        return new RotationRun(api, caller, snapshot, options, Abort.Token);
    }

    private RotationPlan Plan(RotationFacts facts)
    {
        var (table, rule, plan) = PlatformPlanner.Decide(facts);
        World.Statistics.Decided(table, rule);
        return plan;
    }

    private SecretPlaces Places(AccountTarget target) => Vaults.Count == 0
        ? SecretPlaces.Pipeline
        : SecretPlaces.In([.. World.Mutant.Vaults(Vaults, this).Select(vault =>
            (World.Mutant.Store(new AccountStore(this, vault), this), AccountWorld.EntriesOf(target.Index)))]);
}

using System.Globalization;
using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>
/// One schedule: a tenant, vaults, consumers, runners and somebody else, on one thread and in one time. Runners go on one at
/// a time, from one call to the next; what happens at each call is decided beforehand.
/// </summary>
internal sealed class World
{
    public const string Environment = "https://abc12345.live.dynatrace.com";
    public const string Owner = "ops@example.com";

    private static readonly TimeSpan Never = TimeSpan.FromDays(36500);

    private const int MostEvents = 6000;
    private const int Age = 25;
    private const int UseEvery = 8;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, 250, TimeSpan.Zero);
    private static readonly string[] Scopes = ["metrics.read", "entities.read"];
    private static readonly string[] ManagerScopes = ["apiTokens.read", "apiTokens.write", "TenantTokenManagement", "metrics.read"];
    private static readonly TimeSpan PastTheTimeout = RotationTimes.OperationTimeout + TimeSpan.FromMinutes(1);

    private readonly IDecisions _decisions;
    private readonly List<PendingCall> _calls = [];
    private readonly List<(DateTimeOffset Due, PendingCall Call)> _late = [];
    private readonly Run?[] _runs;
    private readonly SortedDictionary<int, Decision> _taken = [];
    private readonly int _thread = System.Environment.CurrentManagedThreadId;

    private Run? _last;
    private int _runCount;
    private int _operationCount;

    public World(Scenario scenario, IDecisions decisions, Mutant? mutant = null, Action<string>? trace = null)
    {
        Scenario = scenario;
        Mutant = mutant ?? Mutant.None;
        Trace = trace;
        _decisions = decisions;
        _runs = new Run?[scenario.Runners];
        Clock = new SimulatedClock(Start);
        Tenant = new SandboxTenant(new TenantOptions { Seed = (int)(scenario.Seed & int.MaxValue), CreatePropagation = scenario.CreatePropagation, MinimumPageSize = 1, LastUsedGranularity = scenario.Around.UseStep }, Clock);
        Nodes = new Nodes(this);
        Invariants = new Invariants(this);
        Outsider = new Outsider(this);
        Manager = Tenant.Seed(new SeedToken { Name = Padded("manager"), Owner = Owner, Scopes = ManagerScopes, CreationDate = Start.AddDays(-Age) });
        Superuser = Tenant.Seed(new SeedToken { Name = "superuser", Owner = "root@example.com", Scopes = ManagerScopes });
        Invariants.Know(Manager);
        Targets = [.. Enumerable.Range(0, scenario.Targets).Select(SeedTarget)];
        Vaults = [.. Enumerable.Range(0, scenario.Vaults).Select(i => new SimulatedVault(string.Create(CultureInfo.InvariantCulture, $"vault{i}"), Clock, scenario.VaultHasMetadata))];
        foreach (var vault in Vaults)
        {
            foreach (var target in Targets.Where(target => !target.IsNew))
            {
                vault.Write(target.Entry, target.Secret, target.OldId);
            }
        }

        Nodes.Note();
    }

    public Scenario Scenario { get; }

    public Mutant Mutant { get; }

    public Action<string>? Trace { get; }

    public SimulatedClock Clock { get; }

    public SandboxTenant Tenant { get; }

    public Nodes Nodes { get; }

    public Invariants Invariants { get; }

    public Outsider Outsider { get; }

    public Statistics Statistics { get; } = new() { Schedules = 1 };

    /// <summary>Who is told of each call and step; null for nobody.</summary>
    public IWatch? Watch { get; init; }

    /// <summary>The token that authenticates the runs, unless a run replaces it.</summary>
    public TenantToken Manager { get; }

    public TenantToken Superuser { get; }

    public List<Target> Targets { get; }

    public List<SimulatedVault> Vaults { get; }

    public int EventIndex { get; private set; }

    public bool IsCompromised => Scenario.Policy.Compromised;

    /// <summary>The decisions that disturbed something.</summary>
    public IReadOnlyDictionary<int, Decision> Taken => _taken;

    /// <summary>Everything to the end.</summary>
    /// <exception cref="InvariantViolatedException">A promise was broken.</exception>
    public void Live()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Disturb();
            Converge();
        }
        finally
        {
            Statistics.Events = EventIndex;
            Statistics.Runs = _runCount;
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    // ----- what runs and their world ask

    public Task<T> SuspendAsync<T>(
        Run run, CallKind kind, string what, Func<PendingCall, T> act, CancellationToken cancellationToken, Action? refused = null)
    {
        if (System.Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("The rotation left the thread of the simulation.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var call = new PendingCall<T>(run, kind, what, act) { Refused = refused };
        _calls.Add(call);
        call.Registration = cancellationToken.Register(() => Cancel(call, cancellationToken));
        return call.Answer;
    }

    public void Tell(string what) => Trace?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{EventIndex,4} {Clock.Now:MM-dd HH:mm:ss.fff} {what}"));

    public string NextOperation() => string.Create(CultureInfo.InvariantCulture, $"OPER{++_operationCount:000000}");

    /// <summary>How the vaults' entries for the tokens of a target are called.</summary>
    public EntryNames EntriesOf(int target) => new(
        SecretName.Parse(Scenario.Entry.Replace(Scenario.OwnEntry, target.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)),
        "abc12345");

    public Target? TargetOf(string id) => Targets.Find(target => target.Line.Contains(id));

    public Target ConsumerOf(string oldId) => TargetOf(oldId)!;

    public bool Works(TenantToken token) => token.Enabled && !(token.ExpirationDate <= Clock.Now);

    /// <summary>A vault's current entry, or the consumer, has a secret that authenticates.</summary>
    public bool ConsumerWorks(Target target) => Scenario.IsPipeline
        ? IsWorkingSecret(target.Secret)
        : Vaults.Exists(vault => vault[target.Entry] is { } secret && IsWorkingSecret(secret));

    public string CredentialFor(Run run)
    {
        if (!Scenario.SelfRotation)
        {
            return Manager.Token;
        }

        var own = run.Vault?[Targets[0].Entry];
        var secrets = (own is null ? [] : new[] { own }).Concat(Secrets(Targets[0]).OfType<string>()).ToList();
        return secrets.Find(secret => Tenant.FindBySecret(secret) is { } token && Works(token) && token.Scopes.Contains("apiTokens.write")) ?? Manager.Token;
    }

    // ----- the disturbed part

    private void Disturb()
    {
        var waits = 0;
        while (EventIndex < Scenario.Events)
        {
            for (var i = 0; i < _runs.Length; i++)
            {
                if (_runs[i] is null || (_runs[i] is { IsOver: true } over && (over.IsDead || over.ChangesBefore != Invariants.Changes || waits != over.Waits)))
                {
                    BeginNext(i).Waits = waits;
                }
            }

            if (_runs.All(run => run is { IsOver: true }))
            {
                if (waits == Scenario.Around.Waits.Count)
                {
                    break;
                }

                Pass(Scenario.Around.Waits[waits++]);
                continue;
            }

            if (LongestSleep is { } sleep && sleep > PastTheTimeout && _runs.All(run => run!.IsOver || run.Sleep.Until > Clock.Now))
            {
                // The others have their next turn while he sleeps.
                Pass(sleep / 2 > PastTheTimeout ? sleep / 2 : PastTheTimeout);
                waits += waits < Scenario.Around.Waits.Count ? 1 : 0;
                for (var i = 0; i < _runs.Length; i++)
                {
                    if (_runs[i] is { IsOver: true })
                    {
                        BeginNext(i).Waits = waits;
                    }
                }

                continue;
            }

            Step(_decisions.At(EventIndex));
        }

        // Half the time what is under way dies, half the time it comes to its end.
        if ((Scenario.Seed & 1) == 0)
        {
            foreach (var run in _runs.OfType<Run>().Where(run => !run.IsOver).ToList())
            {
                Kill(run);
            }
        }

        while (_runs.Any(run => run is { IsOver: false }) || _late.Count > 0)
        {
            Step(Decision.Usual);
        }
    }

    private TimeSpan? LongestSleep => _runs.Where(run => run is { IsOver: false }).Max(run => (TimeSpan?)(run!.Sleep.Until - Clock.Now));

    // Beside those that rotate, some go on with everything, and some have another policy.
    private Run BeginNext(int runner) =>
        Scenario.Cleanup && _runCount % 3 == 2 ? Begin(runner, cleanup: true, ResumePolicy, isWithoutStore: Scenario.Around.ResumesWithoutStore && _runCount % 2 == 0)
        : Begin(runner, cleanup: false, Scenario.Around.OtherPolicy is { } other && _runCount % 4 == 3 ? other : Scenario.Policy);

    // What Resume-DtTokenRotation has where nothing is said.
    private static RotationPolicy ResumePolicy { get; } = new() { GraceIsGiven = false };

    /// <summary>How long a runner sleeps that falls asleep; null for as long as chance has it.</summary>
    public TimeSpan? SleepLength { get; set; }

    /// <summary>Nothing goes wrong any more.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>Nothing goes wrong any more, and each runner has had its turn.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>A run is under way.</summary>
    public bool IsBusy => _runs.Any(run => run is { IsOver: false });

    /// <summary>The last run of each runner.</summary>
    public IEnumerable<Run> Runs => _runs.OfType<Run>();

    public Run Begin(int runner, bool cleanup, RotationPolicy policy, string? only = null, bool isWithoutStore = false)
    {
        var run = new Run(this, runner, ++_runCount, policy, isWithoutStore) { Only = only };
        _runs[runner] = run;
        if (Trace is not null)
        {
            Tell($"{run} begins{(cleanup ? " to clean up" : string.Empty)}{(run.Vault is { } vault ? $" with {vault.Name}" : string.Empty)}");
        }

        run.Begin(cleanup);
        Examine();
        return run;
    }

    public void Step(Decision decision)
    {
        if (EventIndex > MostEvents)
        {
            throw new InvariantViolatedException("I0", "the runs do not come to an end");
        }

        EventIndex++;
        if (decision != Decision.Usual)
        {
            _taken[EventIndex - 1] = decision;
        }

        Pass(decision.Pause);
        if (Scenario.Around.IsUsed && !IsCalm && EventIndex % UseEvery == 0)
        {
            UseSecrets();
        }

        if (decision.Act != Act.None)
        {
            Statistics.Acts++;
            Outsider.Do(decision.Act, decision.Subject);
            Nodes.Note();
            Invariants.Check(null);
        }

        if (Pick(decision.Pick) is { } call)
        {
            _last = call.Run;
            CarryOut(call, decision.Fault);
            Examine();
            Invariants.Check(call.Run);
        }
        else if (_calls.Count > 0)
        {
            Pass(_calls.Min(call => call.From) - Clock.Now);
        }
        else if (Clock.NextDue() is { } due)
        {
            Pass(due > Clock.Now ? due - Clock.Now : TimeSpan.Zero);
        }
        else if (_late.Count > 0)
        {
            Pass(_late.Min(late => late.Due) - Clock.Now);
        }
        else if (_runs.Any(run => run is { IsOver: false }))
        {
            throw new InvariantViolatedException("I0", "a run waits for nothing");
        }
    }

    public void Pass(TimeSpan pause)
    {
        var end = Clock.Now + pause;
        while (_late.Count > 0 && _late.Where(late => late.Due <= end).OrderBy(late => late.Due).Cast<(DateTimeOffset Due, PendingCall Call)?>().FirstOrDefault() is { } late)
        {
            _late.Remove(late);
            Clock.Advance(late.Due > Clock.Now ? late.Due - Clock.Now : TimeSpan.Zero);
            Invariants.Check(null);
            Tell($"{late.Call.Run}: {late.Call.What}: carried out late");
            CarryOutLate(late.Call);
            Invariants.Check(late.Call.Run);
        }

        Clock.Advance(end - Clock.Now);
        Examine();
        Invariants.Check(null);
    }

    // What comes so late that it undoes something newer leaves the rotation to an admin, as somebody else's act does.
    private void CarryOutLate(PendingCall call)
    {
        var changes = Invariants.Changes;
        call.Apply();
        if (Invariants.Changes != changes)
        {
            foreach (var target in Targets.Where(target => call.Run.TargetIds.Overlaps(target.Line)))
            {
                target.Meddled = true;
            }
        }
    }

    private PendingCall? Pick(int pick)
    {
        var awake = _calls.FindAll(call => call.From <= Clock.Now);
        return awake.Count == 0 ? null
            : pick > 0 ? awake[(pick - 1) % awake.Count]
            : awake.Find(call => call.Run == _last) ?? awake[0];
    }

    private void Examine()
    {
        foreach (var run in _runs)
        {
            if (run is { IsDead: false, Ending: { IsFaulted: true } ending })
            {
                throw new InvariantViolatedException("I0", $"{run} ended in {Described(ending.Exception!.InnerException!)}");
            }
        }
    }

    private static string Described(Exception failure) =>
        $"{failure.GetType().Name}: {failure.Message}{(failure.StackTrace?.Split('\n') is [var first, ..] ? first.Split(" in ")[0].TrimEnd() : string.Empty)}";

    private void Kill(Run run)
    {
        Statistics.Crashes++;
        Tell($"{run} dies");
        run.IsDead = true;
        _calls.RemoveAll(call => call.Run == run);
    }

    private void Cancel(PendingCall call, CancellationToken cancellationToken)
    {
        if (_calls.Remove(call))
        {
            Tell($"{call.Run}: {call.What}: cancelled{(call.IsApplied ? " after it was carried out" : string.Empty)}");
            call.Cancel(cancellationToken);
        }
    }

    // ----- what goes wrong with a call

    private void CarryOut(PendingCall call, Fault fault)
    {
        if (Trace is not null)
        {
            Tell($"{call.Run}: {call.What}{(fault == Fault.None ? string.Empty : $": {fault}")}{(call.IsApplied ? ": answered" : string.Empty)}");
        }

        _calls.Remove(call);
        if (call.IsApplied)
        {
            call.Deliver();
            return;
        }

        fault = Watch?.At(call) ?? fault;
        Statistics.Faults += fault == Fault.None ? 0 : 1;
        switch (fault)
        {
            case Fault.CrashBefore:
                Kill(call.Run);
                break;
            case Fault.CrashWithin:
                call.Apply();
                Kill(call.Run);
                break;
            case Fault.AnswerLost or Fault.ServerFailedAfterwards:
                call.Apply();
                call.Fail(FailureOf(call, fault));
                break;
            case Fault.Forbidden when call.Refused is not null:
                Refuse(call);
                break;
            case Fault.RateLimited or Fault.ServerFailed or Fault.TimedOut or Fault.Forbidden when call.Kind != CallKind.Approve:
                call.Fail(FailureOf(call, fault));
                break;
            case Fault.SlowAnswer when call.IsRemote:
                call.Apply();
                _calls.Add(call);
                break;
            case Fault.Late when call.Kind is CallKind.Create or CallKind.Change or CallKind.StoreWrite:
                _late.Add((Clock.Now + TimeSpan.FromSeconds(1 + (EventIndex * 7 % 59)), call));
                call.Fail(FailureOf(call, Fault.TimedOut));
                break;
            case Fault.Repeated when call.Kind == CallKind.Change:
                call.Apply();
                _late.Add((Clock.Now + TimeSpan.FromSeconds(1 + (EventIndex * 7 % 59)), call));
                call.Deliver();
                break;
            case Fault.Sleep or Fault.SleepWithin:
                if (fault == Fault.SleepWithin)
                {
                    call.Apply();
                }

                _calls.Add(call);
                call.Run.FallAsleep(SleepLength ?? SleepAt(EventIndex), setsClock: EventIndex % 2 == 0);
                break;
            case Fault.Slow when !call.IsRemote:
                if (EventIndex % 2 == 0)
                {
                    call.Apply();
                }

                call.NotBefore = Clock.Now + SlownessAt(EventIndex);
                _calls.Add(call);
                break;
            case Fault.Stop:
                call.Run.Stop.Cancel();
                Answer(call);
                break;
            default:
                call.Twist = fault;
                Answer(call);
                break;
        }
    }

    // A minute to more than an hour.
    private static TimeSpan SlownessAt(int index) => (index % 3) switch
    {
        0 => TimeSpan.FromSeconds(50 + (index * 7 % 60)),
        1 => TimeSpan.FromMinutes(3 + (index * 11 % 18)),
        _ => TimeSpan.FromMinutes(30 + (index * 13 % 45)),
    };

    // Half a minute to two days.
    private static TimeSpan SleepAt(int index) => (index % 5) switch
    {
        0 => TimeSpan.FromSeconds(30 + (index * 7 % 60)),
        1 => TimeSpan.FromMinutes(2 + (index * 11 % 12)),
        4 => TimeSpan.FromHours(1 + (index * 3 % 48)),
        _ => TimeSpan.FromMinutes(16 + (index * 13 % 60)),
    };

    // Whoever is not let in learns nothing of scopes.
    private static void Refuse(PendingCall call)
    {
        try
        {
            call.Refused!();
            call.Fail(FailureOf(call, Fault.Forbidden));
        }
        catch (UnauthorizedException failure)
        {
            call.Fail(failure);
        }
    }

    private static void Answer(PendingCall call)
    {
        call.Apply();
        call.Deliver();
    }

    private static Exception FailureOf(PendingCall call, Fault fault)
    {
        switch (call.Kind)
        {
            case CallKind.StoreRead or CallKind.StoreWrite:
                return new SecretStoreException($"The vault failed: {fault}.");
            case CallKind.HandOver or CallKind.Approve:
                return new HandOverException($"The consumer failed: {fault}.", new InvalidOperationException());
        }

        var request = new FailedRequest("CALL", "/tokens", null);
        return fault switch
        {
            Fault.RateLimited => new RateLimitedException("Too many requests.", request, null),
            Fault.Forbidden => new ForbiddenException("A scope is missing.", request, []),
            _ when call.Kind == CallKind.Create => new CreateOutcomeUnknownException("The token may have been created.", request, null),
            Fault.ServerFailed or Fault.ServerFailedAfterwards => new ServerFailedException("The server failed.", request),
            _ => new UnreachableException("No answer came.", request, null),
        };
    }

    // ----- the quiet part

    private void Converge()
    {
        Tell("quiet");
        IsCalm = true;
        RunAll();
        IsQuiet = true;
        Invariants.Check(_runs[0]);
        Pass(PastTheTimeout);
        RunAll();
        CheckNoOrphans(butUsed: true);
        CheckQuiet();
        Settle();
        for (var round = 0; round < 3 && (Unfinished() is not null || IsSomethingLeft || StillToDelete is not null); round++)
        {
            Pass(Scenario.Policy.Overlap + TimeSpan.FromMinutes(1));
            UseSecrets();
            Pass((Scenario.Policy.Use?.IdleFor ?? TimeSpan.Zero) + TimeSpan.FromMinutes(1));
            RunAll();
            Pass(LongestGrace + SimulatedTokenApi.MostWrong + PastTheTimeout);
            RunAll();
            RevokeWhatWasUsed();
            Settle();
        }

        CheckQuiet();
        CheckNoOrphans(butUsed: false);
        CheckEnd();
    }

    private TimeSpan LongestGrace => new[]
    {
        RotationTimes.LeftBehindGrace,
        Scenario.Policy.GracePeriod,
        Scenario.Cleanup ? ResumePolicy.GracePeriod : TimeSpan.Zero,
        Scenario.Around.OtherPolicy?.GracePeriod ?? TimeSpan.Zero,
    }.Max();

    // The admin does what the sentence says about a new token that no consumer has, and that was used all the same: by its own
    // run, which was held up for so long.
    private void RevokeWhatWasUsed()
    {
        var reasons = _runs.Take(2).OfType<Run>().SelectMany(run => run.Reports).Select(report => report.Plan)
            .Where(plan => plan.State == RotationState.NeedsAttention).Select(plan => plan.Reason).ToList();
        foreach (var id in Invariants.MadeTokens.Keys.Where(id => reasons.Exists(reason => reason.Contains($"Revoke-DtToken -Id {id}.", StringComparison.Ordinal))).ToList())
        {
            if (Tenant.Find(id) is { } token && WasUsedLate(token) && !Targets.Exists(target => Secrets(target).Contains(token.Token)))
            {
                Tell($"the admin revokes {id}");
                RunByHand(run => run.Revoke(id));
                RunAll();
            }
        }
    }

    // Each vault's turn comes.
    private void RunAll()
    {
        for (var i = 0; i < Math.Min(Scenario.Runners, 2); i++)
        {
            RunToItsEnd(i, QuietPolicy);
        }
    }

    // What falls due again is not begun: what was begun comes to its end.
    private RotationPolicy QuietPolicy => Scenario.Recurring ? Scenario.Policy with { MaximumAge = Never } : Scenario.Policy;

    private Run RunToItsEnd(int runner, RotationPolicy policy, string? only = null)
    {
        var run = Begin(runner, cleanup: false, policy, only);
        while (!run.IsOver)
        {
            Step(Decision.Usual);
        }

        return run;
    }

    // An admin who is asked whether a secret has arrived looks at the consumer, and does what he is told to.
    public bool Settle()
    {
        if (!Scenario.IsPipeline)
        {
            return false;
        }

        var asked = false;
        foreach (var target in Targets)
        {
            // A run before may have settled it.
            if (_runs.Take(2).OfType<Run>().SelectMany(run => run.Reports)
                .FirstOrDefault(report => IsUnconfirmed(report) && target.Line.Contains(report.Facts.OldId)) is not { } report)
            {
                continue;
            }

            asked = true;
            var partner = report.Facts.Heirs[0].Id;
            if (Tenant.FindBySecret(target.Secret)?.Id == partner)
            {
                Tell($"the admin says that {partner} has arrived");
                RunToItsEnd(0, QuietPolicy with { Arrived = true }, report.Facts.OldId);
            }
            else if (!target.Meddled)
            {
                Tell($"the admin restores {report.Facts.OldId} and revokes {partner}");
                Restore(report.Facts.OldId, partner);
            }

            RunAll();
        }

        return asked;
    }

    private static bool IsUnconfirmed(RotationReport report) =>
        report is { Plan.State: RotationState.NeedsAttention, Facts.Heirs.Count: > 0 } && report.Plan.Reason.Contains("Complete-DtTokenRotation", StringComparison.Ordinal);

    private void Restore(string oldId, string newId) => RunByHand(run => run.Restore(oldId, newId));

    private void RunByHand(Action<Run> begin)
    {
        var run = new Run(this, 0, ++_runCount, Scenario.Policy);
        _runs[0] = run;
        begin(run);
        while (!run.IsOver)
        {
            Step(Decision.Usual);
        }

        Examine();
    }

    private void UseSecrets()
    {
        foreach (var target in Targets)
        {
            var newest = Secrets(target).OfType<string>().OrderByDescending(secret => Tenant.FindBySecret(secret)?.CreationDate).FirstOrDefault();
            Tenant.Authenticate(newest, "10.0.0.1");
        }
    }

    public IEnumerable<string?> Secrets(Target target) =>
        Vaults.Count == 0 ? [target.Secret] : Vaults.Select(vault => vault[target.Entry]);

    // I7, and the end of I5: where nothing may advance, a run changes nothing.
    private void CheckQuiet()
    {
        var changes = Invariants.Changes;
        var waits = _runs.OfType<Run>().SelectMany(run => run.Reports).Select(report => report.Plan.NotBefore).ToList();
        RunAll();
        // What the runs before waited for may come just now: the server tells whole seconds.
        var isTime = waits.Exists(until => until <= Clock.Now + RotationTimes.Tolerance);
        if (Invariants.Changes != changes && !isTime && !Targets.Exists(target => target.Meddled))
        {
            throw new InvariantViolatedException("I7", "a run changed something although nothing had happened since the one before");
        }
    }

    private static bool WasUsedLate(TenantToken token) => token.LastUsedDate > token.CreationDate + RotationTimes.OperationTimeout;

    // What dead runs left behind, disabled by now or left to an admin.
    private bool IsSomethingLeft => Tenant.Tokens.Any(token =>
        Invariants.MadeTokens.ContainsKey(token.Id)
        && NameStamp.Read(token.Name).Stamp is { OriginId: not null } or { Kind: StampKind.Pending });

    private void CheckNoOrphans(bool butUsed)
    {
        foreach (var (id, made) in Invariants.MadeTokens)
        {
            if (Tenant.Find(id) is { } token
                && NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending }
                && !(butUsed && (WasUsedLate(token) || token.CreationDate > Clock.Now - PastTheTimeout))
                && !(Tenant.Find(made.OldId) is { } old && NameStamp.Read(old.Name).Stamp is { Kind: not StampKind.Pending } stamp && stamp.PartnerId == id)
                && !IsExcused(made.OldId))
            {
                throw new InvariantViolatedException("I5", $"{token} is left over after the operation timeout and a run");
            }
        }
    }

    private void CheckEnd()
    {
        foreach (var group in Invariants.MadeTokens.GroupBy(made => made.Value.OldId))
        {
            // A token that is rotated with two vaults has one successor in each.
            var enabled = group.Count(made => Tenant.Find(made.Key) is { Enabled: true });
            if (enabled > Math.Max(Scenario.Vaults, 1) && !IsExcused(group.Key))
            {
                throw new InvariantViolatedException("I5", $"{group.Key} has {enabled} successors");
            }
        }

        if (Unfinished() is { } unfinished)
        {
            throw new InvariantViolatedException("I5", unfinished);
        }

        if (StillToDelete is { } stays)
        {
            throw new InvariantViolatedException("I5", $"{stays} is never deleted");
        }

        foreach (var target in Targets.Where(target => !IsExcused(target.OldId) && Scenario.Lifetime is null && !ConsumerWorks(target)))
        {
            throw new InvariantViolatedException("I5", $"'{target.Name}' is left without a working secret");
        }
    }

    // Every old token of a line goes in the end, not only the last one.
    private TenantToken? StillToDelete => Tenant.Tokens.FirstOrDefault(token =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Revoked, PartnerId: not null }
        && TargetOf(token.Id) is { } target && !IsExcused(target.OldId));

    private string? Unfinished()
    {
        foreach (var target in Targets)
        {
            var reports = _runs.Take(2).OfType<Run>().SelectMany(run => run.Reports).Where(report => target.Line.Contains(report.Facts.OldId)).ToList();
            var isDone = reports.Exists(report => report is { Failure: null, Plan.State: RotationState.Removed or RotationState.NotDue })
                || (reports.Count == 0 && (Scenario.Recurring || Tenant.Find(target.OldId) is null));
            if (!isDone && !IsExcused(target.OldId))
            {
                return $"the rotation of '{target.Name}' does not end: {string.Join(" | ", reports.Select(report => $"{report.Plan.State}: {report.Plan.Reason} {report.Failure?.Message}"))}";
            }
        }

        return null;
    }

    // What he did to a rotation may leave it for an admin; nothing else may.
    private bool IsExcused(string oldId) =>
        TargetOf(oldId) is not { } target
        || target.Meddled
        || (Scenario.SelfRotation && Targets[0].Meddled)
        || (Scenario is { SelfRotation: true, Generation: ApiGeneration.V1 } && target.Index == 0)
        || (Scenario.IsPipeline && Scenario.Runners > 1 && Tenant.Find(oldId) is null)
        || (Scenario.Lifetime is not null && target.Line.Any(id => Tenant.Find(id) is null or { ExpirationDate: not null } && !Works(id)));

    private bool IsWorkingSecret(string secret) => Tenant.FindBySecret(secret) is { } token && Works(token);

    private bool Works(string id) => Tenant.Find(id) is { } token && Works(token);

    // ----- the beginning

    private Target SeedTarget(int index)
    {
        if (index == 0 && Scenario.SelfRotation)
        {
            return TargetOf(0, Manager);
        }

        if (Scenario.Around.SpecMade)
        {
            return NewTarget(index);
        }

        var token = Tenant.Seed(new SeedToken
        {
            Name = Padded(NameOf(index)),
            Owner = Scenario.ForeignOwner ? "dev@example.com" : Owner,
            Scopes = Scopes,
            CreationDate = Start.AddDays(-Age),
            ExpirationDate = Scenario.Lifetime is { } lifetime ? Start.AddDays(-Age) + lifetime : null,
            PersonalAccessToken = Scenario.Personal,
            OldFormat = Scenario.OldFormat,
        });
        Invariants.Know(token);
        return TargetOf(index, token);
    }

    private Target TargetOf(int index, TenantToken token) =>
        new(index, token.Id, token.Name, token.Token) { Entry = EntriesOf(index).Of(token.Name).Current };

    private Target NewTarget(int index)
    {
        var name = Padded(NameOf(index));
        var spec = new TokenSpec { Name = name, Scopes = Scopes, Lifetime = Scenario.Lifetime };
        var key = NewTokenKey.Of(name);
        return new Target(index, key, name, string.Empty) { Entry = EntriesOf(index).Of(name).Current, Spec = spec, Works = false };
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + index)} token");

    private string Padded(string name) => name.PadRight(Scenario.NameLength, 'n');
}

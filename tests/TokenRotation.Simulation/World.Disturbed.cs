using System.Runtime.ExceptionServices;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <content>The part in which runs are begun, go on call by call, and are disturbed.</content>
internal sealed partial class World
{
    private void Disturb()
    {
        var waits = 0;
        while (EventIndex < Scenario.Events)
        {
            for (var i = 0; i < _runs.Length; i++)
            {
                if (_runs[i] is null || (_runs[i] is { IsOver: true } over
                    && (over.IsDead || over.ChangesBefore != Invariants.Changes || waits != over.Waits)))
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

            if (LongestSleep is { } sleep && sleep > PastTheTimeout
                && _runs.All(run => run!.IsOver || run.Sleep.Until > Clock.Now))
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
            foreach (var run in _runs.Append(_person).OfType<Run>().Where(run => !run.IsOver).ToList())
            {
                Kill(run);
            }
        }

        while (_runs.Append(_person).Any(run => run is { IsOver: false }) || _blindly is not null || _late.Count > 0)
        {
            Step(Decision.Usual);
        }
    }

    private TimeSpan? LongestSleep =>
        _runs.Where(run => run is { IsOver: false }).Max(run => (TimeSpan?)(run!.Sleep.Until - Clock.Now));

    // Beside those that rotate, some go on with everything, and some have another policy.
    private Run BeginNext(int runner) =>
        Scenario.Cleanup && _runCount % 3 == 2
            ? Begin(
                runner, cleanup: true, ResumePolicy, isWithoutStore: Scenario.Around.ResumesWithoutStore && _runCount % 2 == 0)
            : Begin(
                runner, cleanup: false, Scenario.Around.OtherPolicy is { } other && _runCount % 4 == 3 ? other : Scenario.Policy);

    // What Resume-DtTokenRotation has where nothing is said.
    private static RotationPolicy ResumePolicy { get; } = new() { GraceIsGiven = false, OverlapIsGiven = false };

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
            Tell($"{run} begins{(cleanup ? " to clean up" : string.Empty)}"
                + (run.Vault is { } vault ? $" with {vault.Name}" : string.Empty));
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

        MakeUpForIt();
        if (decision.Deed != Deed.None)
        {
            Do(decision.Deed, decision.Subject, Pick(decision.Pick));
            Nodes.Note();
        }

        if (Pick(decision.Pick) is { } call)
        {
            (_last, call.Deed) = (call.Run, decision.Deed);
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
        else if (_runs.Append(_person).Any(run => run is { IsOver: false }))
        {
            throw new InvariantViolatedException("I0", "a run waits for nothing");
        }
    }

    public void Pass(TimeSpan pause)
    {
        while (Users.UntilUsed(pause) is { } next)
        {
            PassAtOnce(next);
            Users.Use();
            pause -= next;
        }

        PassAtOnce(pause);
    }

    private void PassAtOnce(TimeSpan pause)
    {
        var end = Clock.Now + pause;
        while (_late.Count > 0 && _late.Where(late => late.Due <= end).OrderBy(late => late.Due)
            .Cast<(DateTimeOffset Due, PendingCall Call)?>().FirstOrDefault() is { } late)
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
        var marked = Tenant.Tokens.Where(token => call.Run.TargetIds.Contains(token.Id) && IsMarked(token))
            .Select(token => token.Id).ToList();
        call.Apply();
        _unmarkedLate.UnionWith(marked.Where(id => Tenant.Find(id) is { } token && !IsMarked(token)));
        if (Invariants.Changes != changes)
        {
            foreach (var target in Targets.Where(target => call.Run.TargetIds.Overlaps(target.Line)))
            {
                target.Meddled = true;
            }
        }
    }

    /// <summary>A request that the network carried out late has taken the mark of a newer rotation from the token.</summary>
    public bool IsUnmarkedLate(string id) => _unmarkedLate.Contains(id);

    private static bool IsMarked(TenantToken token) => NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Superseded };

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
            Examine(run);
        }

        Examine(_person);
    }

    private static void Examine(Run? run)
    {
        if (run is { IsDead: false, Ending: { IsFaulted: true } ending })
        {
            if (ending.Exception!.InnerException is InvariantViolatedException violated)
            {
                ExceptionDispatchInfo.Throw(violated);
            }

            throw new InvariantViolatedException("I0", $"{run} ended in {Described(ending.Exception!.InnerException!)}");
        }
    }

    private static string Described(Exception failure) =>
        $"{failure.GetType().Name}: {failure.Message}"
        + (failure.StackTrace?.Split('\n') is [var first, ..] ? first.Split(" in ")[0].TrimEnd() : string.Empty);

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
}

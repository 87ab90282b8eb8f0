using System.Runtime.ExceptionServices;

namespace TokenRotation.Simulation.Accounts;

/// <content>The part in which runs are begun, go on call by call, and are disturbed.</content>
internal sealed partial class AccountWorld
{
    private const int MostEvents = 8000;
    private const int UseEvery = 8;

    private static readonly TimeSpan PastTheLease = TimeSpan.FromMinutes(62);
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(20), TimeSpan.FromHours(3), TimeSpan.FromDays(2), TimeSpan.FromDays(8), TimeSpan.FromDays(9)];

    private readonly List<AccountCall> _calls = [];
    private readonly List<(DateTimeOffset Due, AccountCall Call)> _late = [];

    // The last place is a person's.
    private readonly AccountRun?[] _runs;

    private AccountRun? _last;

    /// <summary>A run is under way.</summary>
    public bool IsBusy => _runs.Any(run => run is { IsOver: false });

    private IEnumerable<int> Runners => Enumerable.Range(0, Scenario.Runners);

    public Task<T> SuspendAsync<T>(
        AccountRun run, CallKind kind, string what, Func<AccountCall, T> act, CancellationToken cancellationToken)
    {
        if (System.Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("The rotation left the thread of the simulation.");
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var call = new AccountCall<T>(run, kind, what, act);
        _calls.Add(call);
        call.Registration = cancellationToken.Register(() => Cancel(call, cancellationToken));
        return call.Answer;
    }

    private void Disturb()
    {
        var waits = 0;
        while (EventIndex < Scenario.Events)
        {
            foreach (var i in Runners.Where(i => MayBegin(_runs[i], waits)))
            {
                BeginNext(i).Waits = waits;
            }

            if (!IsBusy)
            {
                if (waits == Waits.Length)
                {
                    break;
                }

                Pass(Waits[waits++]);
                continue;
            }

            if (LongestSleep is { } sleep && sleep > PastTheLease
                && Runners.All(i => _runs[i]!.IsOver || _runs[i]!.Sleep.Until > Clock.Now))
            {
                // The others have their next turn while he sleeps.
                Pass(sleep / 2 > PastTheLease ? sleep / 2 : PastTheLease);
                waits += waits < Waits.Length ? 1 : 0;
                continue;
            }

            Step(_decisions.At(EventIndex));
        }

        // Half the time what is under way dies, half the time it comes to its end.
        foreach (var run in _runs.OfType<AccountRun>().Where(run => (Scenario.Seed & 1) == 0 && !run.IsOver).ToList())
        {
            Kill(run);
        }

        while (IsBusy || _late.Count > 0)
        {
            Step(Decision.Usual);
        }
    }

    private TimeSpan? LongestSleep =>
        _runs.Where(run => run is { IsOver: false }).Max(run => (TimeSpan?)(run!.Sleep.Until - Clock.Now));

    private bool MayBegin(AccountRun? run, int waits) => run is null
        || (run.IsOver && (run.IsDead || run.ChangesBefore != Invariants.Changes || waits != run.Waits));

    private AccountRun BeginNext(int runner) => Begin(runner, Scenario.Cleanup && _runCount % 3 == 2);

    private AccountRun Begin(int runner, bool cleanup)
    {
        var run = _runs[runner] = cleanup
            ? AccountRun.ToResume(this, runner, ++_runCount)
            : new AccountRun(this, runner, ++_runCount, Scenario.Policy);
        Tell($"{run} begins{(cleanup ? " to clean up" : string.Empty)}");
        run.Begin(cleanup);
        Examine();
        return run;
    }

    private void Step(Decision decision)
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
        if (Scenario.IsUsed && EventIndex % UseEvery == 0)
        {
            UseSecrets();
        }

        if (decision.Act != Act.None)
        {
            Statistics.Acts++;
            Outsider.Do(decision.Act, decision.Subject);
            Invariants.Check(null);
        }

        var picked = Pick(decision.Pick);
        if (decision.Deed is Deed.CompleteKnowingly or Deed.Undo)
        {
            Statistics.Deeds++;
            Settle(decision.Deed, Targets[decision.Subject % Targets.Count]);
        }
        // Who is cut off while he waits goes on by the thread pool.
        else if (decision.Deed == Deed.Interrupt && picked is { Run.HasRetried: false })
        {
            Statistics.Deeds++;
            Tell($"{picked.Run} is interrupted");
            picked.Run.Stop.Cancel();
            picked.Run.Abort.Cancel();
            Examine();
            picked = Pick(decision.Pick);
        }

        if (picked is { } call)
        {
            (_last, call.Deed) = (call.Run, decision.Deed);
            CarryOut(call, decision.Fault);
            Examine();
            Invariants.Check(call.Run);
        }
        else if (_calls.Count > 0)
        {
            var wait = _calls.Min(waiting => waiting.From) - Clock.Now;
            Pass(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        }
        else if (Clock.NextDue() is { } due)
        {
            Pass(due > Clock.Now ? due - Clock.Now : TimeSpan.Zero);
        }
        else if (_late.Count > 0)
        {
            Pass(_late.Min(late => late.Due) - Clock.Now);
        }
        else if (IsBusy)
        {
            throw new InvariantViolatedException("I0", "a run waits for nothing");
        }
    }

    private void Pass(TimeSpan pause)
    {
        var end = Clock.Now + pause;
        while (_late.Where(late => late.Due <= end).OrderBy(late => late.Due)
            .Cast<(DateTimeOffset Due, AccountCall Call)?>().FirstOrDefault() is { } late)
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
    private void CarryOutLate(AccountCall call)
    {
        var changes = Invariants.Changes;
        call.Apply();
        if (Invariants.Changes != changes)
        {
            Targets.ForEach(target => target.IsMeddled = true);
        }
    }

    private AccountCall? Pick(int pick)
    {
        var awake = _calls.FindAll(call => call.From <= Clock.Now);
        return awake.Count == 0 ? null
            : pick > 0 ? awake[(pick - 1) % awake.Count]
            : awake.Find(call => call.Run == _last) ?? awake[0];
    }

    private void Examine()
    {
        foreach (var run in _runs.OfType<AccountRun>())
        {
            if (run is { IsDead: false, Ending: { IsFaulted: true } ending })
            {
                var failure = ending.Exception!.InnerException!;
                if (failure is InvariantViolatedException)
                {
                    ExceptionDispatchInfo.Throw(failure);
                }

                throw new InvariantViolatedException("I0", $"{run} ended in {failure.GetType().Name}: {failure.Message}");
            }

            if (run is { IsDead: false, IsLookedAt: false, Ending.IsCompletedSuccessfully: true })
            {
                run.IsLookedAt = true;
                Invariants.Ended(run);
            }
        }
    }

    private void Kill(AccountRun run)
    {
        Statistics.Crashes++;
        Tell($"{run} dies");
        run.IsDead = true;
        _calls.RemoveAll(call => call.Run == run);
    }

    private void Cancel(AccountCall call, CancellationToken cancellationToken)
    {
        if (_calls.Remove(call))
        {
            Tell($"{call.Run}: {call.What}: cancelled{(call.IsApplied ? " after it was carried out" : string.Empty)}");
            call.Cancel(cancellationToken);
        }
    }

    private void CarryOut(AccountCall call, Fault fault)
    {
        Tell($"{call.Run}: {call.What}{(fault == Fault.None ? string.Empty : $": {fault}")}"
            + (call.IsApplied ? ": answered" : string.Empty));
        _calls.Remove(call);
        if (call.IsApplied)
        {
            call.Deliver();
            return;
        }

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
                call.Fail(World.FailureOf(call.Kind, fault));
                break;
            case Fault.RateLimited or Fault.ServerFailed or Fault.TimedOut or Fault.Forbidden when call.Kind != CallKind.Approve:
                call.Fail(World.FailureOf(call.Kind, fault));
                break;
            case Fault.SlowAnswer when call.IsRemote:
                call.Apply();
                _calls.Add(call);
                break;
            case Fault.Late when call.Kind is CallKind.Create or CallKind.Change or CallKind.StoreWrite:
                _late.Add((LateAt, call));
                call.Fail(World.FailureOf(call.Kind, Fault.TimedOut));
                break;
            case Fault.Repeated when call.Kind == CallKind.Change:
                call.Apply();
                _late.Add((LateAt, call));
                call.Deliver();
                break;
            case Fault.Sleep or Fault.SleepWithin:
                if (fault == Fault.SleepWithin)
                {
                    call.Apply();
                }

                _calls.Add(call);
                call.Run.FallAsleep(World.SleepAt(EventIndex), setsClock: EventIndex % 2 == 0);
                break;
            case Fault.Slow when !call.IsRemote:
                if (EventIndex % 2 == 0)
                {
                    call.Apply();
                }

                call.NotBefore = Clock.Now + World.SlownessAt(EventIndex);
                _calls.Add(call);
                break;
            default:
                if (fault == Fault.Stop)
                {
                    call.Run.Stop.Cancel();
                }

                call.Twist = fault;
                call.Apply();
                call.Deliver();
                break;
        }
    }

    private DateTimeOffset LateAt => Clock.Now + TimeSpan.FromSeconds(1 + (EventIndex * 7 % 59));
}

using TokenRotation.Rotation;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>Where in a step a fault strikes.</summary>
internal enum Moment
{
    /// <summary>The runner dies before the step's first call.</summary>
    Before,

    /// <summary>The runner dies after the step's last call.</summary>
    After,

    /// <summary>The call that the step is about meets the fault.</summary>
    Within,
}

/// <summary>A world without chance: the runners take turns, and what goes wrong is said beforehand.</summary>
internal sealed class Stage : IWatch
{
    private static readonly Decision InTurn = Decision.Usual with { Pick = 1 };

    private (RotationStep Step, Moment Moment, Fault Fault)? _planned;
    private Run? _passed;
    private bool _wrongDates;

    public Stage(Scenario scenario, Mutant? mutant = null) =>
        World = new World(scenario, new ListedDecisions(new Dictionary<int, Decision>()), mutant) { Watch = this };

    public World World { get; }

    /// <summary>The fault has struck.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>How many runs have begun since.</summary>
    public int RunsSince { get; private set; }

    public Target Target => World.Targets[0];

    public TenantToken? Old => World.Tenant.Find(Target.OldId);

    /// <summary>The tokens that runs have made for the target and that work.</summary>
    public IReadOnlyList<TenantToken> Successors =>
        [.. World.Invariants.MadeTokens.Keys.Select(World.Tenant.Find).OfType<TenantToken>()
            .Where(token => token.Enabled && Target.Line.Contains(token.Id))];

    public IReadOnlyList<RotationReport> Reports => [.. World.Runs.SelectMany(run => run.Reports)];

    /// <summary>One successor is there with its clean name and in its place, and the old token does not work any more.</summary>
    public bool IsSettled =>
        Old is not { Enabled: true }
        && Successors is [var only] && only.Name == Target.Name
        && World.ConsumerWorks(Target);

    /// <summary>What goes wrong, once.</summary>
    public Stage Plan(RotationStep step, Moment moment, Fault fault = Fault.CrashBefore)
    {
        (_planned, _passed, HasStruck, RunsSince) = ((step, moment, fault), null, false, 0);
        return this;
    }

    /// <summary>All runners run at once, each to its end.</summary>
    public Stage RunTogether() => Run(World.Scenario.Runners);

    public Stage RunAlone() => Run(1);

    /// <summary>From now on the dates of all answers are wrong, each by something else.</summary>
    public Stage WithWrongDates()
    {
        _wrongDates = true;
        return this;
    }

    /// <summary>The first runner begins, and goes on until it has fallen asleep.</summary>
    public Stage RunUntilAsleep(TimeSpan length)
    {
        World.SleepLength = length;
        InOneThread(() =>
        {
            World.Begin(0, cleanup: false, World.Scenario.Policy);
            while (!HasStruck && World.IsBusy)
            {
                World.Step(InTurn);
            }
        });
        return this;
    }

    /// <summary>The second runner runs while the first one sleeps.</summary>
    public Stage RunBeside()
    {
        InOneThread(() =>
        {
            var beside = World.Begin(1, cleanup: false, World.Scenario.Policy);
            while (!beside.IsOver)
            {
                World.Step(InTurn);
            }
        });
        return this;
    }

    /// <summary>Whoever sleeps wakes, and goes on to the end.</summary>
    public Stage Wake()
    {
        InOneThread(() =>
        {
            while (World.IsBusy)
            {
                World.Step(InTurn);
            }
        });
        return this;
    }

    public Stage Wait(TimeSpan time)
    {
        InOneThread(() => World.Pass(time));
        return this;
    }

    public Fault? At(PendingCall call)
    {
        if (_planned is not { } planned || HasStruck || call.Kind == CallKind.Approve)
        {
            return _wrongDates && call.IsRemote ? Fault.WrongDate : null;
        }

        var strikes = planned.Moment switch
        {
            Moment.Before => call.Run.Step == planned.Step,
            Moment.After => call.Run == _passed,
            _ => call.Run.Step == planned.Step && call.Kind == KindOf(planned.Step),
        };
        HasStruck = strikes;
        return strikes ? planned.Fault : null;
    }

    public void Noted(Run run, RotationNote note)
    {
        if (note.Failure is null && note.Step == _planned?.Step)
        {
            _passed ??= run;
        }
    }

    /// <summary>An admin is asked whether a secret has arrived, and says so.</summary>
    public bool Ask()
    {
        var asked = false;
        InOneThread(() => asked = World.Settle());
        return asked;
    }

    /// <summary>Somebody takes the rotation back, while whoever sleeps goes on sleeping.</summary>
    public Stage GoBack()
    {
        InOneThread(() => World.RunByHand(run => run.Undo(Target.OldId), World.Scenario.Runners - 1));
        return this;
    }

    private static CallKind KindOf(RotationStep step) => step switch
    {
        RotationStep.Create => CallKind.Create,
        RotationStep.Store or RotationStep.Promote => CallKind.StoreWrite,
        RotationStep.HandOver => CallKind.HandOver,
        RotationStep.Elect or RotationStep.Verify or RotationStep.Recheck => CallKind.Read,
        RotationStep.Resume => CallKind.StoreRead,
        _ => CallKind.Change,
    };

    private Stage Run(int runners)
    {
        InOneThread(() =>
        {
            for (var i = 0; i < runners; i++)
            {
                RunsSince += HasStruck ? 1 : 0;
                World.Begin(i, cleanup: false, World.Scenario.Policy);
            }

            while (World.IsBusy)
            {
                World.Step(InTurn);
            }

            // Whoever has nothing left to do dies unnoticed.
            HasStruck |= _planned is { Moment: Moment.After } && _passed is not null;
        });
        return this;
    }

    private static void InOneThread(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}

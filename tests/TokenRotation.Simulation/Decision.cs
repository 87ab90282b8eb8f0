namespace TokenRotation.Simulation;

/// <summary>What goes wrong with one call.</summary>
internal enum Fault
{
    None,

    /// <summary>The runner dies before the call is carried out.</summary>
    CrashBefore,

    /// <summary>The call is carried out, and the runner dies before it gets the answer.</summary>
    CrashWithin,

    /// <summary>The call is carried out, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>429 after all retries. A store: it refuses, and does nothing.</summary>
    RateLimited,

    /// <summary>5xx after all retries; nothing was done.</summary>
    ServerFailed,

    /// <summary>5xx after all retries; it was done all the same.</summary>
    ServerFailedAfterwards,

    /// <summary>No answer, and nothing was done.</summary>
    TimedOut,

    /// <summary>403: a scope was taken from the caller.</summary>
    Forbidden,

    /// <summary>The call is carried out; its answer comes later, when others have gone on.</summary>
    SlowAnswer,

    /// <summary>No answer, and it is carried out up to a minute later.</summary>
    Late,

    /// <summary>The call is carried out, and once more up to a minute later, as a repeated request is.</summary>
    Repeated,

    /// <summary>The store says yes and does nothing; the consumer takes the secret and then fails; the user says no.</summary>
    Lie,

    /// <summary>The store goes on giving the old value for a while.</summary>
    Lag,

    /// <summary>
    /// The runner stands still before the call leaves it, and its clocks with it; it goes on as if nothing had been.
    /// </summary>
    Sleep,

    /// <summary>The same between the call and its answer.</summary>
    SleepWithin,

    /// <summary>The store, the consumer or the user takes minutes or an hour; clocks go on.</summary>
    Slow,

    /// <summary>The answer's Date is wrong, by an hour or by more than a grace period.</summary>
    WrongDate,

    /// <summary>The time budget of the run is used up.</summary>
    Stop,

    /// <summary>The answer is about another token than the question.</summary>
    AnotherAnswer,
}

/// <summary>What somebody else does between two calls.</summary>
internal enum Act
{
    None,
    Delete,
    Disable,
    Enable,
    Rename,
    StripStamp,
    ForgePending,
    ForgePendingForeign,
    ForgeSuperseded,
    ForgeSupersededForeign,
    ForgeRevoked,
    ForgeRevokedForeign,
    StoreStranger,
    StoreNothing,

    /// <summary>A colleague gives the entry another name, and tells its consumers.</summary>
    MoveEntry,

    /// <summary>A platform token gets another expiry.</summary>
    MoveExpiry,
}

/// <summary>What happens at one event. The default lets the runner that went on last go on, undisturbed.</summary>
/// <param name="Pick">Which of the calls under way is carried out: 0 the same runner's, else one of them by its number.</param>
/// <param name="Fault">What goes wrong with it.</param>
/// <param name="Act">What somebody else does before it.</param>
/// <param name="Subject">To which token or entry he does it.</param>
/// <param name="Pause">How much time goes by before it.</param>
internal readonly record struct Decision(int Pick, Fault Fault, Act Act, int Subject, TimeSpan Pause)
{
    public static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(30);

    public static Decision Usual { get; } = new(0, Fault.None, Act.None, 0, UsualPause);

    /// <summary>What people do at it.</summary>
    public Deed Deed { get; init; }

    /// <summary>How many things it changes: what a shrunk trace counts.</summary>
    public int Weight =>
        (Pick == 0 ? 0 : 1) + (Fault == Fault.None ? 0 : 1) + (Act == Act.None ? 0 : 1) + (Deed == Deed.None ? 0 : 1)
        + (Pause == UsualPause ? 0 : 1);
}

/// <summary>Decides what happens at each event.</summary>
internal interface IDecisions
{
    Decision At(int index);
}

/// <summary>The decisions of a list; what it does not name goes on undisturbed.</summary>
internal sealed class ListedDecisions(IReadOnlyDictionary<int, Decision> list) : IDecisions
{
    public Decision At(int index) => list.TryGetValue(index, out var decision) ? decision : Decision.Usual;
}

/// <summary>Decisions drawn from a seed, each by itself.</summary>
internal sealed class DrawnDecisions(Scenario scenario) : IDecisions
{
    internal static readonly Fault[] Faults =
    [
        Fault.CrashBefore, Fault.CrashBefore, Fault.CrashWithin, Fault.CrashWithin, Fault.AnswerLost, Fault.AnswerLost,
        Fault.RateLimited, Fault.ServerFailed, Fault.ServerFailedAfterwards, Fault.TimedOut, Fault.Forbidden,
        Fault.SlowAnswer, Fault.SlowAnswer, Fault.SlowAnswer,
        Fault.Late, Fault.Repeated, Fault.Lie, Fault.Lie, Fault.Lag, Fault.Stop, Fault.Sleep, Fault.SleepWithin,
        Fault.Slow, Fault.Slow, Fault.WrongDate,
    ];

    public Decision At(int index)
    {
        var chance = new Chance(scenario.Seed, index);
        var drawn = new Decision(
            chance.PerMille(scenario.SwitchRate) ? 1 + chance.Below(64) : 0,
            chance.PerMille(scenario.FaultRate) ? chance.Of(Faults) : Fault.None,
            chance.PerMille(scenario.ActRate) ? chance.Of(scenario.Acts) : Act.None,
            chance.Below(64),
            Pause(chance))
        {
            Deed = scenario.People.At(scenario.Seed, index),
        };
        return scenario.Mishaps.With(drawn, scenario.Seed, index);
    }

    /// <summary>Seconds to days.</summary>
    internal static TimeSpan LongPause(Chance chance) => chance.Below(10) switch
    {
        < 3 => TimeSpan.FromSeconds(1 + chance.Below(59)),
        < 6 => TimeSpan.FromMinutes(1 + chance.Below(8)),
        < 8 => TimeSpan.FromMinutes(8 + chance.Below(25)),
        8 => TimeSpan.FromHours(1 + chance.Below(30)),
        _ => TimeSpan.FromDays(1 + chance.Below(9)),
    };

    private TimeSpan Pause(Chance chance) =>
        chance.PerMille(scenario.PauseRate) ? LongPause(chance) : Decision.UsualPause;
}

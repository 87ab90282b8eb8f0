using TokenRotation.Rotation.Policies;

namespace TokenRotation.Simulation.Accounts;

/// <summary>The setting of one schedule of platform tokens: who runs, by which policy, where, and what goes wrong.</summary>
internal sealed record AccountScenario
{
    private static readonly Act[] Drawn =
    [
        Act.Delete, Act.Disable, Act.Enable, Act.MoveExpiry, Act.ForgePending, Act.ForgePendingForeign, Act.StoreStranger,
        Act.StoreNothing,
    ];

    private static readonly Act[] Harmless = [Act.ForgePendingForeign];

    public required ulong Seed { get; init; }

    /// <summary>1, 2 or 8.</summary>
    public int Runners { get; init; } = 1;

    /// <summary>0: the pipeline takes the secrets. Else the runners share them out.</summary>
    public int Vaults { get; init; } = 1;

    /// <summary>Every secret goes into all vaults, each of which has consumers.</summary>
    public bool Everywhere { get; init; }

    public int Targets { get; init; } = 1;

    /// <summary>The tokens belong to another user than the client.</summary>
    public bool ForeignOwner { get; init; }

    /// <summary>Some runs go on with all rotations and begin none.</summary>
    public bool Cleanup { get; init; }

    /// <summary>How long the old tokens live; null for ever.</summary>
    public TimeSpan? Lifetime { get; init; }

    public RotationPolicy Policy { get; init; } = new() { Overlap = RotationPolicy.DefaultOverlap };

    /// <summary>How old a list is.</summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>An environment is in reach in which a secret can be tried.</summary>
    public bool HasProbe { get; init; } = true;

    /// <summary>How long until a new token authenticates there.</summary>
    public TimeSpan UsableAfter { get; init; }

    /// <summary>An expiry nearer than this is refused.</summary>
    public TimeSpan ShortestLifetime { get; init; }

    /// <summary>The expiry of a token that has expired cannot be moved.</summary>
    public bool ExpiredStayExpired { get; init; }

    /// <summary>So many more may the owner have, or null for more than enough.</summary>
    public int? Room { get; init; }

    public bool DatesAreMissing { get; init; }

    /// <summary>The consumers use their secrets all the time.</summary>
    public bool IsUsed { get; init; }

    /// <summary>How wrong each runner's clock is.</summary>
    public IReadOnlyList<TimeSpan> Skews { get; init; } = [TimeSpan.Zero];

    /// <summary>How many events may be disturbed.</summary>
    public int Events { get; init; } = 120;

    public int SwitchRate { get; init; } = 300;

    public int FaultRate { get; init; }

    public int ActRate { get; init; }

    public int DeedRate { get; init; }

    public int PauseRate { get; init; }

    public IReadOnlyList<Act> Acts { get; init; } = Drawn;

    public AccountPeople People { get; init; } = new();

    public AccountWishes Wishes { get; init; } = new();

    public bool IsPipeline => Vaults == 0;

    public static AccountScenario Of(ulong seed)
    {
        var chance = new Chance(seed, Stream.Scenario);
        var runners = chance.Of(1, 1, 1, 2, 2, 2, 2, 8);
        var vaults = chance.Below(5) switch { 0 => 0, 1 => 2, _ => 1 };
        var overlap = chance.Of(
            TimeSpan.Zero, TimeSpan.FromHours(5), RotationPolicy.DefaultOverlap, RotationPolicy.DefaultOverlap);
        var hasProbe = chance.Below(4) != 0;
        var isLeaked = chance.Below(8) == 0;
        return AccountWishes.Of(AccountPeople.Of(new AccountScenario
        {
            Seed = seed,
            Runners = runners,
            Vaults = vaults,
            Everywhere = vaults == 2 && (runners == 1 || chance.Below(2) == 0),
            Targets = chance.Of(1, 1, 1, 2),
            ForeignOwner = chance.Below(2) == 0,
            Cleanup = chance.Below(3) == 0,
            Lifetime = chance.Of<TimeSpan?>(TimeSpan.FromDays(200), TimeSpan.FromDays(400), null),
            Policy = new RotationPolicy
            {
                Compromised = isLeaked,
                Overlap = isLeaked ? TimeSpan.Zero : overlap,
                GracePeriod = chance.Of(TimeSpan.Zero, TimeSpan.FromHours(1), RotationPolicy.DefaultGracePeriod),
            },
            ListLag = chance.Below(4) == 0 ? TimeSpan.FromSeconds(chance.Of(1, 5, 60)) : TimeSpan.Zero,
            HasProbe = hasProbe,
            UsableAfter = hasProbe && chance.Below(3) == 0 ? TimeSpan.FromSeconds(chance.Of(1, 5)) : TimeSpan.Zero,
            ShortestLifetime = chance.Below(8) == 0 ? TimeSpan.FromHours(6) : TimeSpan.Zero,
            ExpiredStayExpired = chance.Below(3) == 0,
            Room = chance.Below(8) == 0 ? chance.Below(3) : null,
            DatesAreMissing = chance.Below(16) == 0,
            IsUsed = chance.Below(2) == 0,
            Skews = chance.Below(2) == 0
                ? [TimeSpan.Zero]
                : [.. Enumerable.Range(0, runners).Select(_ => TimeSpan.FromMinutes(chance.Below(2880) - 1440))],
            Events = chance.Of(60, 120, 200),
            SwitchRate = chance.Of(50, 300, 700),
            FaultRate = chance.Of(0, 15, 30, 80),
            ActRate = chance.Of(0, 0, 8, 25),
            DeedRate = chance.Of(0, 0, 15),
            PauseRate = chance.Of(0, 30, 80),
            Acts = chance.Below(3) == 0 ? Harmless : Drawn,
        }));
    }

    public override string ToString() =>
        $"account seed {Seed}: {Runners} runners, {Vaults} vaults{(Everywhere ? " everywhere" : string.Empty)}, {Targets} targets"
        + (ForeignOwner ? ", another's" : string.Empty) + (Cleanup ? ", resumed" : string.Empty)
        + $", lifetime {Lifetime?.ToString() ?? "none"}, overlap {Policy.Overlap}, grace {Policy.GracePeriod}"
        + (Policy.Compromised ? ", leaked" : string.Empty)
        + (ListLag > TimeSpan.Zero ? $", lists {ListLag} old" : string.Empty) + (HasProbe ? string.Empty : ", no probe")
        + (UsableAfter > TimeSpan.Zero ? $", usable after {UsableAfter}" : string.Empty)
        + (ShortestLifetime > TimeSpan.Zero ? $", no expiry nearer than {ShortestLifetime}" : string.Empty)
        + (ExpiredStayExpired ? ", expired stay so" : string.Empty) + (Room is { } room ? $", room for {room}" : string.Empty)
        + (DatesAreMissing ? ", no dates" : string.Empty) + (IsUsed ? ", used" : string.Empty)
        + (Skews.Count > 1 || Skews[0] != TimeSpan.Zero ? $", clocks {string.Join(' ', Skews)}" : string.Empty) + People
        + Wishes + (Policy.Lifetime is { } life ? $", new lifetime {life.TotalDays:0}" : string.Empty)
        + (Policy.Use is { } use ? $", use {use.WhenUnused} {use.IdleFor} {use.Deadline}" : string.Empty);
}

/// <summary>Decisions drawn from a seed, each by itself.</summary>
internal sealed class DrawnAccountDecisions(AccountScenario scenario) : IDecisions
{
    private static readonly Deed[] Deeds =
        [Deed.FailBeforeKeeping, Deed.FailAfterKeeping, Deed.WantNoMore, Deed.Interrupt, Deed.CompleteKnowingly];

    public Decision At(int index)
    {
        var chance = new Chance(scenario.Seed, index);
        var drawn = new Decision(
            chance.PerMille(scenario.SwitchRate) ? 1 + chance.Below(64) : 0,
            chance.PerMille(scenario.FaultRate) ? chance.Of(DrawnDecisions.Faults) : Fault.None,
            chance.PerMille(scenario.ActRate) ? scenario.Acts[chance.Below(scenario.Acts.Count)] : Act.None,
            chance.Below(64),
            chance.PerMille(scenario.PauseRate) ? DrawnDecisions.LongPause(chance) : Decision.UsualPause)
        {
            Deed = chance.PerMille(scenario.DeedRate) ? chance.Of(Deeds) : Deed.None,
        };
        return scenario.People.With(drawn, scenario.Seed, index);
    }
}

namespace TokenRotation.Simulation;

/// <summary>What people do beside the runs of a schedule, and what they have left in their way.</summary>
internal sealed record People
{
    private const ulong EventsOfPeople = 0xD1B54A32D192ED03UL;

    private static readonly Deed[] Breaks = [Deed.FailBeforeKeeping, Deed.FailAfterKeeping, Deed.WantNoMore];

    /// <summary>In so many of a thousand cases the pipeline breaks at a hand-over; a run whose pipeline broke ends.</summary>
    public int BreakRate { get; init; }

    /// <summary>At so many of a thousand events somebody does something.</summary>
    public int DeedRate { get; init; }

    public IReadOnlyList<Deed> Deeds { get; init; } = [];

    /// <summary>Whose token says that it is the new one of the first target; null for nobody's.</summary>
    public string? Pretender { get; init; }

    /// <summary>A process that hangs holds the locks of all targets.</summary>
    public bool LocksAreHeld { get; init; }

    /// <summary>All runners are of one user on one machine.</summary>
    public bool ShareAMachine { get; init; }

    /// <summary>Consumers use for long what they have read from the entry.</summary>
    public bool UseLate { get; init; }

    public bool BreakPipelines => BreakRate > 0;

    /// <summary>The scenario with the people that its seed has.</summary>
    public static Scenario Of(Scenario plain)
    {
        var chance = new Chance(plain.Seed, Stream.People);
        if (chance.Below(2) == 0)
        {
            return plain;
        }

        var people = new People
        {
            BreakRate = plain.IsPipeline ? chance.Of(0, 100, 400) : 0,
            DeedRate = chance.Of(0, 5, 20, 50),
            Deeds = DeedsOf(plain, chance),
            Pretender = chance.Below(2) == 0 && plain.Policy.Compromised ? chance.Of(World.Owner, "stranger@example.com") : null,
            LocksAreHeld = chance.Below(2) == 0 && plain.Policy.Compromised,
            ShareAMachine = chance.Below(4) == 0,
            UseLate = chance.Below(2) == 0,
        };
        var targets = people.BreakPipelines && plain is { Recurring: false, EntriesByName: false }
            ? chance.Of(3, 6)
            : plain.Targets;
        return plain with { People = people, Targets = Math.Max(targets, plain.Targets) };
    }

    /// <summary>What somebody does at an event.</summary>
    public Deed At(ulong seed, int index)
    {
        if (DeedRate == 0 && BreakRate == 0)
        {
            return Deed.None;
        }

        var chance = new Chance(seed ^ EventsOfPeople, index);
        return Deeds.Count > 0 && chance.PerMille(DeedRate) ? chance.Of([.. Deeds])
            : chance.PerMille(BreakRate) ? chance.Of(Breaks)
            : Deed.None;
    }

    public override string ToString() =>
        (BreakPipelines ? $", pipelines that break in {BreakRate} of 1000" : string.Empty)
        + (DeedRate > 0 && Deeds.Count > 0 ? $", {string.Join("/", Deeds)} at {DeedRate} of 1000" : string.Empty)
        + (Pretender is null ? string.Empty : $", a pending name of {Pretender}") + (LocksAreHeld ? ", locks held" : string.Empty)
        + (ShareAMachine ? ", one machine" : string.Empty) + (UseLate ? ", used late" : string.Empty);

    // With two vaults that know nothing of each other an undo would have to name the right one.
    private static List<Deed> DeedsOf(Scenario plain, Chance chance)
    {
        List<Deed> deeds = [];
        deeds.AddRange(chance.Below(2) == 0 ? [Deed.Interrupt] : []);
        deeds.AddRange(chance.Below(2) == 0 ? [Deed.CompleteKnowingly] : []);
        deeds.AddRange(chance.Below(3) == 0 && !plain.Policy.Compromised ? [Deed.CompleteBlindly] : []);
        var knowsTheVault = plain.Vaults < 2 || plain.StoreUse.Everywhere;
        deeds.AddRange(chance.Below(2) == 0 && !plain.Policy.Compromised && knowsTheVault ? [Deed.Undo] : []);
        return deeds;
    }
}

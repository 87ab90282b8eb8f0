namespace TokenRotation.Simulation.Accounts;

/// <summary>What people do about rotations of platform tokens in some schedules, and where their runs are.</summary>
internal sealed record AccountPeople
{
    private const ulong EventsOfPeople = 0xD1B54A32D192ED03UL;

    /// <summary>At so many of a thousand events somebody goes back to an old token.</summary>
    public int UndoRate { get; init; }

    /// <summary>All runs are on one machine, and take its locks.</summary>
    public bool ShareAMachine { get; init; }

    /// <summary>A process that hangs holds the locks.</summary>
    public bool LocksAreHeld { get; init; }

    /// <summary>The scenario with what its seed has people do.</summary>
    public static AccountScenario Of(AccountScenario plain)
    {
        var chance = new Chance(plain.Seed, Stream.AccountPeople);
        // With two vaults that know nothing of each other an undo would have to name the right one.
        var mayUndo = plain is { Policy.Compromised: false } && (plain.Vaults < 2 || plain.Everywhere);
        return plain with
        {
            People = new AccountPeople
            {
                UndoRate = chance.Below(4) == 0 && mayUndo ? chance.Of(10, 30) : 0,
                ShareAMachine = chance.Below(4) == 0,
                LocksAreHeld = chance.Below(12) == 0,
            },
        };
    }

    /// <summary>What a seed has decided, with what this adds where nobody does anything else.</summary>
    public Decision With(Decision drawn, ulong seed, int index) =>
        UndoRate > 0 && drawn.Deed == Deed.None && new Chance(seed ^ EventsOfPeople, index).PerMille(UndoRate)
            ? drawn with { Deed = Deed.Undo }
            : drawn;

    public override string ToString() => (UndoRate > 0 ? $", undone at {UndoRate} of 1000" : string.Empty)
        + (ShareAMachine ? ", one machine" : string.Empty) + (LocksAreHeld ? ", locks held" : string.Empty);
}

using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>How the runs of a schedule use their stores.</summary>
internal sealed record StoreUse
{
    /// <summary>Some runs are given a name of an entry that no consumer reads.</summary>
    public bool Mistyped { get; init; }

    /// <summary>Every secret goes into all vaults, each of which has consumers; else each runner has one of them.</summary>
    public bool Everywhere { get; init; }

    /// <summary>Whether the vaults can remove entries.</summary>
    public EntryRemoval Removal { get; init; }

    /// <summary>The vaults tell the names of their entries.</summary>
    public bool Lists { get; init; }

    /// <summary>The scenario with the use that its seed makes of stores.</summary>
    public static Scenario Of(Scenario plain)
    {
        var chance = new Chance(plain.Seed, Stream.StoreUse);
        var use = new StoreUse
        {
            // A spec file that names another entry is obeyed: the token that it wants is made there.
            Mistyped = chance.Below(5) == 0 && plain is { IsPipeline: false, Around.SpecMade: false },
            Everywhere = chance.Below(4) == 0 && plain is { IsPipeline: false, SelfRotation: false, Around.SpecMade: false },
        };
        var kind = new Chance(plain.Seed, Stream.StoreKind);
        use = use with
        {
            Removal = kind.Below(4) == 0 ? EntryRemoval.Never : EntryRemoval.Always,
            Lists = kind.Below(3) == 0,
        };
        return plain with { StoreUse = use, Vaults = use.Everywhere ? 2 : plain.Vaults };
    }

    public override string ToString() => (Mistyped ? ", mistyped" : string.Empty) + (Everywhere ? ", everywhere" : string.Empty)
        + (Removal == EntryRemoval.Never ? ", nothing is removed" : string.Empty) + (Lists ? ", listed" : string.Empty);
}

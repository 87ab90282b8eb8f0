using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Simulation.Accounts;

/// <summary>In what the new tokens of a schedule are to differ from the old ones, and what use of them is to be seen.</summary>
internal sealed record AccountWishes
{
    /// <summary>Another name, of so many characters; null for the old one.</summary>
    public int? NameLength { get; init; }

    /// <summary>One scope more.</summary>
    public bool Adds { get; init; }

    /// <summary>One scope less.</summary>
    public bool Removes { get; init; }

    /// <summary>The scenario with the wishes of its seed.</summary>
    public static AccountScenario Of(AccountScenario plain)
    {
        var chance = new Chance(plain.Seed, Stream.AccountWishes);
        var differs = chance.Below(4) == 0;
        var wishes = new AccountWishes
        {
            NameLength = chance.Of<int?>(null, 8, 60, LineageMark.LongestBaseName),
            Adds = chance.Below(2) == 0,
            Removes = chance.Below(3) == 0,
        };
        var lifetime = chance.Of<TimeSpan?>(null, TimeSpan.FromDays(120), TimeSpan.FromDays(300));
        var use = new UseRequirement(
            TimeSpan.FromHours(chance.Of(1, 24)),
            chance.Of<TimeSpan?>(null, TimeSpan.FromDays(2)),
            chance.Of(UnusedAction.Wait, UnusedAction.Force));
        // Use that is seen of the one of two entries says nothing of the other.
        var needsUse = chance.Below(4) == 0 && plain is { IsUsed: true, Policy.Compromised: false, Vaults: < 2 };
        return plain with
        {
            Wishes = differs ? wishes : new AccountWishes(),
            Policy = plain.Policy with { Lifetime = differs ? lifetime : null, Use = needsUse ? use : null },
        };
    }

    /// <summary>What the user of a command asks for.</summary>
    public SuccessorWish For(PlatformToken old) => new(
        NameLength is { } length ? "new name".PadRight(length, 'm') : null,
        Adds || Removes ? ScopesFor(old) : null);

    /// <summary>The scopes that a new token is to have.</summary>
    public IReadOnlyList<string> ScopesFor(PlatformToken old) =>
        [.. old.Scopes.Skip(Removes ? 1 : 0), .. Adds ? ["logs:read"] : Array.Empty<string>()];

    public override string ToString() => (NameLength is { } length ? $", new names of {length}" : string.Empty)
        + (Adds ? ", one scope more" : string.Empty) + (Removes ? ", one scope less" : string.Empty);
}

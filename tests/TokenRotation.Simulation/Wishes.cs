using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>In what the new tokens of a schedule are to differ from the old ones: all of it is a documented use.</summary>
internal sealed record Wishes
{
    /// <summary>Another name, of so many characters; null for the old one.</summary>
    public int? NameLength { get; init; }

    public IReadOnlyList<string> Added { get; init; } = [];

    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>How long the new tokens live; null for as long as the old ones.</summary>
    public TimeSpan? Lifetime { get; init; }

    public bool AreNone => NameLength is null && Added.Count == 0 && Removed.Count == 0 && Lifetime is null;

    /// <summary>The scenario with the wishes of its seed.</summary>
    public static Scenario Of(Scenario plain)
    {
        var chance = new Chance(plain.Seed, Stream.Wishes);
        // What a spec file makes it describes itself.
        if (chance.Below(4) > 0 || plain.Around.SpecMade)
        {
            return plain;
        }

        var wishes = new Wishes
        {
            NameLength = chance.Of<int?>(null, 8, 28, 60, 100),
            Added = chance.Of<string[]>([], ["logs.read"], ["logs.read", "metrics.ingest"]),
            Removed = chance.Of<string[]>([], [], ["metrics.read"]),
            // Shorter than what many an old token has left, and longer.
            Lifetime = chance.Of<TimeSpan?>(null, null, TimeSpan.FromDays(45), TimeSpan.FromDays(300)),
        };
        // Whoever looks for the token by its name is told the new one, and comes upon a token that is not due.
        // An entry that bears the old name is not found by what a mark leaves of it.
        wishes = plain.Recurring || plain.EntriesByName ? wishes with { NameLength = null } : wishes;
        // A personal token holds no such scopes.
        wishes = plain.Personal ? wishes with { Added = [], Removed = [] } : wishes;
        return plain with
        {
            Wishes = wishes,
            Policy = plain.Policy with { Lifetime = wishes.Lifetime },
            Around = plain.Around with
            {
                OtherPolicy = plain.Around.OtherPolicy is { } other ? other with { Lifetime = wishes.Lifetime } : null,
            },
        };
    }

    /// <summary>What the user of a command asks for.</summary>
    public SuccessorWish For(TenantToken old) => AreNone ? SuccessorWish.None : new SuccessorWish(
        NameLength is { } length ? "new name".PadRight(length, 'm') : null,
        Added.Count + Removed.Count == 0 ? null : [.. old.Scopes.Except(Removed).Union(Added)]);

    /// <summary>What a new token has that is not as it was asked for; null where it is.</summary>
    public string? Unlike(TenantToken old, TenantToken made)
    {
        var wish = For(old);
        var (baseName, stamp) = NameStamp.Read(made.Name);
        var life = Lifetime ?? old.ExpirationDate - old.CreationDate;
        return !made.Scopes.ToHashSet(StringComparer.Ordinal).SetEquals(wish.Scopes ?? old.Scopes)
            ? $"the scopes {string.Join(", ", made.Scopes)}"
            : wish.Name is { } name && !(stamp is null ? name == baseName : name.StartsWith(baseName, StringComparison.Ordinal))
            ? $"the name '{baseName}'"
            : made.ExpirationDate - made.CreationDate != life
            ? $"the expiry {made.ExpirationDate}"
            : null;
    }

    public override string ToString() => (NameLength is { } length ? $", new names of {length}" : string.Empty)
        + (Added.Count > 0 ? $", with {string.Join("/", Added)}" : string.Empty)
        + (Removed.Count > 0 ? $", without {string.Join("/", Removed)}" : string.Empty)
        + (Lifetime is { } life ? $", new lifetime {life.TotalDays:0}" : string.Empty);
}

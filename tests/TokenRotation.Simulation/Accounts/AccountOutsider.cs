using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Account;

namespace TokenRotation.Simulation.Accounts;

/// <summary>Somebody else, who works with the same account and the same vaults.</summary>
internal sealed class AccountOutsider(AccountWorld world)
{
    private static readonly string[] Scopes = ["metrics:read", "entities:read"];

    private int _count;

    /// <summary>The tokens of the targets' owner that he has given a name like a new token's.</summary>
    public HashSet<string> Forged { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens that have nothing to do with any rotation.</summary>
    public void SeedStrangers()
    {
        foreach (var owner in new[] { world.Owner, AccountWorld.Stranger })
        {
            Seed("nobody's business", owner, TimeSpan.FromDays(300));
        }
    }

    /// <summary>The owner deletes what takes the room.</summary>
    public void MakeRoom(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            world.Account.Delete(Admin, id);
        }
    }

    /// <summary>
    /// An admin makes new tokens active again, as a sentence asks where nobody has a working secret; false where there are none.
    /// </summary>
    public bool Restore(AccountTarget target)
    {
        var inactive = world.ConsumerWorks(target) ? []
            : target.Line.Where(id => id != target.Old.Id).Select(world.Account.FindPlatformToken).OfType<PlatformToken>()
            .Where(token => !token.Active && world.Invariants.IsExtended(token)).ToList();
        foreach (var token in inactive)
        {
            world.Tell($"somebody restores {token.Id}");
            world.Account.SetActive(Admin, token.Id, active: true);
        }

        return inactive.Count > 0;
    }

    public void Do(Act act, int subject)
    {
        var target = world.Targets[subject % world.Targets.Count];
        var token = Subject(target, subject);
        world.Tell($"somebody: {act} {token?.Id}");
        switch (act)
        {
            case Act.ForgePendingForeign:
                Forge(target, AccountWorld.Stranger, subject);
                return;
            case Act.ForgePending:
                Forged.Add(Forge(target, world.Owner, subject).Id);
                break;
            case Act.StoreStranger when world.Vaults.Count > 0:
                var other = Seed("other", world.Owner, TimeSpan.FromDays(300));
                Vault(subject).Write(target.Entry, other.Token, other.Id);
                break;
            case Act.StoreNothing when world.Vaults.Count > 0:
                Vault(subject).Write(target.Entry, null, null);
                break;
            case Act.Delete when token is not null:
                world.Account.Delete(Admin, token.Id);
                break;
            case Act.Disable or Act.Enable when token is not null:
                world.Account.SetActive(Admin, token.Id, act == Act.Enable);
                break;
            case Act.MoveExpiry when token is not null:
                var days = (subject % 4) switch { 0 => 0.02, 1 => 2, 2 => 40, _ => 300 };
                world.Account.SetExpiry(Admin, token.Id, world.Clock.Now.AddDays(days));
                break;
            default:
                return;
        }

        target.Meddle(world.EventIndex, world.Clock.Now);
    }

    private static AccountCaller Admin { get; } = new("admin", "admin@example.com", ["platform-token:tokens:manage"], []);

    private SimulatedVault Vault(int subject) => world.Vaults[subject / 2 % world.Vaults.Count];

    private PlatformToken? Subject(AccountTarget target, int subject)
    {
        var tokens = target.Line.Select(world.Account.FindPlatformToken).OfType<PlatformToken>().ToList();
        return tokens.Count == 0 ? null : tokens[subject / 2 % tokens.Count];
    }

    // As if it had been made to replace the old token: with a lease, or for long.
    private PlatformToken Forge(AccountTarget target, string owner, int subject)
    {
        var mark = new LineageMark(target.Old.Id, $"FORGED{++_count:0000}", NameStamp.Pipeline)
        {
            Overlap = TimeSpan.FromHours(1),
            Grace = TimeSpan.Zero,
            Until = target.Old.ExpirationDate,
        };
        return Seed(
            mark.ApplyTo(target.Old.Name), owner, subject % 2 == 0 ? TimeSpan.FromHours(1) : TimeSpan.FromDays(100));
    }

    private PlatformToken Seed(string name, string owner, TimeSpan life)
    {
        var token = world.Account.Seed(new SeedPlatformToken
        {
            Name = name,
            Owner = owner,
            Scopes = Scopes,
            ExpirationDate = world.Clock.Now + life,
        });
        world.Invariants.Know(token);
        return token;
    }
}

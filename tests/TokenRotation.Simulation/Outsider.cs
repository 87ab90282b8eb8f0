using System.Globalization;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// Somebody else with the rights to do everything: deletes, disables, enables, renames, forges stamps, writes vaults.
/// </summary>
internal sealed class Outsider(World world)
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(30);

    private readonly Dictionary<string, (int StateAt, int NameAt)> _acts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Vault, string Entry), int> _entryActs = [];
    private readonly Dictionary<string, DateTimeOffset> _revocations = new(StringComparer.Ordinal);

    /// <summary>The event of his last change of the token's state or existence; -1 for none.</summary>
    public int LastStateAct(string id) => _acts.TryGetValue(id, out var at) ? at.StateAt : -1;

    public int LastNameAct(string id) => _acts.TryGetValue(id, out var at) ? at.NameAt : -1;

    public int LastEntryAct(string vault, string entry) => _entryActs.GetValueOrDefault((vault, entry), -1);

    /// <summary>When he stamped it as revoked; null if he did not.</summary>
    public DateTimeOffset? StampedRevokedAt(string id) => _revocations.TryGetValue(id, out var at) ? at : null;

    public void Do(Act act, int subject)
    {
        var target = world.Targets[subject % world.Targets.Count];
        var line = world.Tenant.Tokens.Where(token => target.Line.Contains(token.Id)).ToList();
        if (act == Act.MoveEntry)
        {
            MoveEntry(target, subject);
            return;
        }

        if (act is Act.StoreStranger or Act.StoreNothing)
        {
            WriteEntry(act, target, subject);
            return;
        }

        if (line.Count == 0)
        {
            return;
        }

        var token = line[subject / world.Targets.Count % line.Count];
        var (baseName, stamp) = NameStamp.Read(token.Name);
        // He knows the whole name, where a stamp has cut it.
        baseName = target.Name.StartsWith(baseName, StringComparison.Ordinal) ? target.Name : baseName;
        switch (act)
        {
            case Act.Delete:
                Touch(target, token.Id, state: true, name: true);
                world.Tenant.Delete(Generation.V2, world.Superuser, token.Id);
                world.Tell($"somebody deletes {token.Id}");
                break;
            case Act.Disable when token.Enabled:
            case Act.Enable when !token.Enabled:
                Touch(target, token.Id, state: true, name: false);
                Change(token, new TokenChange { Enabled = act == Act.Enable });
                break;
            case Act.Rename when !world.Scenario.EntriesByName && !world.Scenario.Recurring:
                var renamed = stamp?.ApplyTo("x" + baseName) ?? "x" + baseName;
                Rename(target, token, renamed.Length > 100 ? renamed[..100] : renamed);
                break;
            case Act.Rename or Act.StripStamp when stamp is not null:
                Rename(target, token, baseName.Length == 0 ? "x" : baseName);
                break;
            case Act.ForgePending or Act.ForgePendingForeign:
                target.Meddled = true;
                Bystander(act == Act.ForgePending, NameStamp.Pending("FORGED", token.Id).ApplyTo(baseName));
                break;
            case Act.ForgeSuperseded or Act.ForgeSupersededForeign or Act.ForgeRevoked or Act.ForgeRevokedForeign:
                Forge(target, token, baseName, act, needsUse: subject / 16 % 2 == 0);
                break;
        }
    }

    /// <summary>He gives a token a name without its mark.</summary>
    public void TakeMark(Target target, TenantToken token) => Rename(target, token, NameStamp.Read(token.Name).BaseName);

    /// <summary>He gives a token its name back.</summary>
    public void NameAgain(Target target, TenantToken token) => Rename(target, token, target.Name);

    private void Forge(Target target, TenantToken token, string baseName, Act act, bool needsUse)
    {
        var own = act is Act.ForgeSuperseded or Act.ForgeRevoked;
        var partner = Bystander(own, "bystander");
        if (act is Act.ForgeRevoked or Act.ForgeRevokedForeign)
        {
            _revocations[token.Id] = world.Clock.Now;
            Touch(target, token.Id, state: true, name: true);
            Change(token, new TokenChange
            {
                Enabled = false,
                Name = NameStamp.Revoked(world.Clock.Now - LongAgo, partner).ApplyTo(baseName),
            });
        }
        else
        {
            Rename(target, token, NameStamp.Superseded(world.Clock.Now - LongAgo, partner, null, needsUse).ApplyTo(baseName));
        }
    }

    private void Rename(Target target, TenantToken token, string name)
    {
        Touch(target, token.Id, state: false, name: true);
        Change(token, new TokenChange { Name = name });
    }

    private string Bystander(bool own, string name)
    {
        var token = world.Tenant.Seed(new SeedToken
        {
            Name = name,
            Owner = own ? World.Owner : "stranger@example.com",
            Scopes = ["metrics.ingest"],
            LastUsedDate = world.Clock.Now,
            // One of the caller's own that fits the mark in all cannot be told from the real one.
            CreationDate = world.Clock.Now - LongAgo
                - (own ? RotationTimes.OperationTimeout + RotationTimes.OperationTimeout : TimeSpan.Zero),
        });
        world.Tell($"somebody makes {token.Id} '{token.Name}' of {token.Owner}");
        return token.Id;
    }

    private void WriteEntry(Act act, Target target, int subject)
    {
        if (world.Vaults.Count == 0)
        {
            return;
        }

        var vault = world.Vaults[subject / 8 % world.Vaults.Count];
        var entry = target.Entry;
        _entryActs[(vault.Name, entry)] = world.EventIndex;
        target.Meddled = true;
        var stranger = act == Act.StoreStranger
            ? world.Tenant.Seed(new SeedToken { Name = "stored by somebody", Owner = World.Owner, Scopes = ["metrics.ingest"] })
            : null;
        vault.Write(entry, stranger?.Token, stranger?.Id);
        world.Tell($"somebody puts {stranger?.Id ?? "nothing"} into '{entry}' of {vault.Name}");
    }

    // The consumers read the entry of the other name from now on.
    private void MoveEntry(Target target, int subject)
    {
        var vault = world.Vaults[subject / 8 % world.Vaults.Count];
        if (vault[target.Entry] is not { } secret || target.Moved.ContainsKey(vault.Name))
        {
            return;
        }

        var moved = target.Entry + "-moved";
        _entryActs[(vault.Name, target.Entry)] = world.EventIndex;
        target.Meddled = true;
        target.Moved[vault.Name] = moved;
        vault.Write(moved, secret, world.Tenant.FindBySecret(secret)?.Id ?? "unknown");
        vault.Write(target.Entry, null, null);
        world.Tell($"somebody moves '{target.Entry}' of {vault.Name} to '{moved}'");
    }

    private void Change(TenantToken token, TokenChange change)
    {
        world.Tenant.Update(Generation.V2, world.Superuser, token.Id, change);
        world.Tell(string.Create(
            CultureInfo.InvariantCulture, $"somebody changes {token.Id}: enabled={change.Enabled}, name='{change.Name}'"));
    }

    private void Touch(Target target, string id, bool state, bool name)
    {
        target.Meddled = true;
        var (stateAt, nameAt) = _acts.TryGetValue(id, out var before) ? before : (-1, -1);
        _acts[id] = (state ? world.EventIndex : stateAt, name ? world.EventIndex : nameAt);
        world.Invariants.Touched(id);
    }
}

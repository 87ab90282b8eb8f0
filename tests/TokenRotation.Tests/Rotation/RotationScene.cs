using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Rotation;

/// <summary>A rotation in the middle: the commit mark stands, and the store's current secret is still the old one.</summary>
internal static class RotationScene
{
    public const string Name = "ingest";

    public const string Operation = "OPER01";

    public static SecretSlots Slots { get; } = new("dt-rw");

    /// <summary>How stamps call the entry of these slots in a <see cref="MemoryStore"/>.</summary>
    public static string Mark { get; } = PlaceMark.Of(new MemoryStore().Name, Slots.Current);

    public static RotationTarget Target(TenantToken old, MemoryStore vault) =>
        new() { OldId = old.Id, Policy = new RotationPolicy(), Places = Places(vault), MayBegin = true };

    public static SecretPlaces Places(ISecretStore vault, string template = "dt-rw") =>
        SecretPlaces.In(vault, new EntryNames(SecretName.Parse(template), "abc12345"));

    public static RotationPlan Plan(RotationStep step, RotationFacts facts) =>
        new(RotationState.Superseded, step, "Test.") { Successor = facts.Heirs[0] };

    public static async Task<(RotationFacts Facts, RotationSteps Steps)> ObserveAsync(
        SandboxRun sandbox, TenantToken old, MemoryStore vault, QuietHost? host = null)
    {
        var run = await sandbox.BeginAsync();
        var finder = new FactFinder(run, Target(old, vault));
        return (await finder.ObserveAsync(), new RotationSteps(run, Target(old, vault), finder, host ?? new QuietHost()));
    }

    public static async Task<(TenantToken Old, TenantToken Successor, MemoryStore Vault)> SupersededAsync(SandboxRun sandbox)
    {
        var old = Seed(sandbox, Name, TimeSpan.FromDays(100));
        var successor = Seed(sandbox, NameStamp.Pending(Operation, old.Id, Mark).ApplyTo(Name), TimeSpan.Zero);
        await sandbox.Api.UpdateAsync(
            old.Id, new TokenUpdate { Name = NameStamp.Superseded(sandbox.Api.ServerTime, successor.Id).ApplyTo(Name) }, default);
        return (old, successor, new MemoryStore { [Slots.Current] = old.Token, [Slots.Pending(successor.Id)] = successor.Token });
    }

    /// <summary>The old token was revoked eight days ago: its grace period is over.</summary>
    public static (TenantToken Old, MemoryStore Vault) Due(SandboxRun sandbox)
    {
        var now = sandbox.Server.Tenant.Now;
        var successor = Seed(sandbox, Name, TimeSpan.FromDays(9));
        var old = sandbox.Server.Tenant.Seed(new SeedToken
        {
            Name = NameStamp.Revoked(now.AddDays(-8), successor.Id).ApplyTo(Name),
            Scopes = ["metrics.read"],
            CreationDate = now.AddDays(-100),
            ModifiedDate = now.AddDays(-8),
            Enabled = false,
        });
        return (old, new MemoryStore { [Slots.Current] = successor.Token });
    }

    public static TenantToken Seed(SandboxRun sandbox, string name, TimeSpan age) => sandbox.Server.Tenant.Seed(
        new SeedToken
        {
            Name = name,
            Owner = "admin@example.com",
            Scopes = ["metrics.read"],
            CreationDate = sandbox.Server.Tenant.Now - age,
        });
}

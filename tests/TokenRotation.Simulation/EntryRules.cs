using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <summary>
/// What holds of the entries that a rotation keeps beside the current one. A run that has slept is told from the others: what it
/// does when it wakes it has decided on what was true before.
/// </summary>
internal sealed class EntryRules(World world)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    // An entry that takes new tokens in turn is looked at once more, and then written.
    private const int LookAndWrite = 2;

    private readonly Dictionary<(string Vault, string Entry), (int At, Run? By)> _written = [];

    /// <summary>
    /// New tokens whose only copy another run has written over, which could not see it: a store reads and writes in two calls,
    /// and may show late what it was given.
    /// </summary>
    public HashSet<string> Overwritten { get; } = new(StringComparer.Ordinal);

    /// <summary>A run has changed a token's name or state.</summary>
    public void Updated(Run run, TenantToken before, TenantToken after)
    {
        if (run is { Vault: not null, IsByHand: false, HasSlept: false }
            && world.Clock.Now - run.Issued < AtOnce
            && NameStamp.Read(after.Name).Stamp is { Kind: StampKind.Superseded, PartnerId: { } newId }
            && NameStamp.Read(before.Name).Stamp?.PartnerId != newId
            && world.TargetOf(after.Id) is { } target
            && !target.Meddled
            && world.Tenant.Find(newId)?.Token is { } secret
            && run.Vaults.FirstOrDefault(vault => !Holds(vault, target, secret)) is { } missing
            && !IsRacedFor(run, missing, target))
        {
            throw new InvariantViolatedException("I2", $"{run} marked {after} before {missing.Name} had the new secret");
        }
    }

    /// <summary>A run is about to write an entry that is kept beside the current one.</summary>
    public void Writes(Run run, SimulatedVault vault, string entry, string? secret)
    {
        var lastWritten = _written.GetValueOrDefault((vault.Name, entry), (-1, null)).At;
        _written[(vault.Name, entry)] = (world.EventIndex, run);
        if (secret is null || secret == vault[entry] || entry.EndsWith("-canary", StringComparison.Ordinal)
            || vault[entry] is not { } held
            || vault.Names.Any(name => name != entry && vault[name] == held)
            || world.Tenant.FindBySecret(held) is not { Enabled: true } token
            || NameStamp.Read(token.Name).Stamp is not { Kind: StampKind.Pending })
        {
            return;
        }

        if (vault.LagsBehind(entry)
            || Invariants.IsWithin(LookAndWrite, run, lastWritten, run.SightOf(vault.Name, entry)))
        {
            Overwritten.Add(token.Id);
        }
        else if (!run.HasSlept && !world.Invariants.IsUnseen(run, token.Id))
        {
            throw new InvariantViolatedException("I1", $"{run} overwrote '{entry}', the only copy of the secret of {token}");
        }
    }

    /// <summary>Where nothing can be removed, no rotation leaves an entry of its own.</summary>
    public void CheckEnd()
    {
        if (world.Scenario.StoreUse.Removal == EntryRemoval.Never
            && world.Vaults.SelectMany(vault => vault.Names).FirstOrDefault(IsOfOneToken) is { } left)
        {
            throw new InvariantViolatedException("I5", $"'{left}' is left over where nothing can be removed");
        }
    }

    // Runs that cannot see each other, or that slept, may take the same entry: whichever wrote first has its secret in hand.
    private bool IsRacedFor(Run run, SimulatedVault vault, Target target) => _written.Any(write =>
        write.Key.Vault == vault.Name && write.Key.Entry.StartsWith(target.Entry + "-pending-", StringComparison.Ordinal)
        && write.Value.By != run && write.Value.At >= run.StartedAt);

    private static bool IsOfOneToken(string entry) =>
        entry.IndexOf("-pending-", StringComparison.Ordinal) is var at and >= 0
        && entry[at..] is not ("-pending-1" or "-pending-2");

    private static bool Holds(SimulatedVault vault, Target target, string secret) =>
        vault.Names.Any(name => name.StartsWith(target.Entry, StringComparison.Ordinal) && vault[name] == secret);
}

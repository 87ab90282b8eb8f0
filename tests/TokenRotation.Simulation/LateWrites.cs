using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// Writes that were decided on what another run has changed meanwhile: no API and no store writes only over what was read.
/// </summary>
internal sealed class LateWrites(World world)
{
    // It looks, and it writes.
    private const int LookAndWrite = 2;

    private readonly Dictionary<string, (Run By, int At)> _updated = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Vault, string Entry), (Run By, int At)> _written = [];
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);

    /// <summary>A run has changed a token; what an undo writes over something newer counts as somebody's act.</summary>
    public void Updated(Run run, TenantToken after)
    {
        if (run.Undoes == after.Id
            && _updated.TryGetValue(after.Id, out var last) && last.By != run
            && Invariants.IsWithin(LookAndWrite, run, last.At, run.Seen(after.Id, nameOnly: false))
            && world.TargetOf(after.Id) is { } target)
        {
            target.Meddled = true;
        }

        _updated[after.Id] = (run, world.EventIndex);
    }

    /// <summary>A run puts a secret into the entry that consumers read.</summary>
    public void EntryWritten(Run run, SimulatedVault vault, string entry)
    {
        if (world.Scenario.Around.Lag > TimeSpan.Zero
            && _written.TryGetValue((vault.Name, entry), out var last) && last.By != run
            && Invariants.IsWithinTheAct(run, last.At, run.SightOf(vault.Name, entry))
            && vault[entry] is { } before && world.Tenant.FindBySecret(before) is { } token)
        {
            _replaced.Add(token.Id);
        }

        _written[(vault.Name, entry)] = (run, world.EventIndex);
    }

    /// <summary>
    /// Of two runs that could not see each other, the other one has put the secret of its new token over this one's.
    /// </summary>
    public bool IsReplaced(TenantToken token) => _replaced.Contains(token.Id);
}

using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// The locks between the runs of one user on one machine. The system releases those of a process that has died.
/// </summary>
internal sealed class SimulatedLocks(World world)
{
    private readonly Dictionary<string, Run> _held = new(StringComparer.Ordinal);

    /// <summary>As a run reaches them; null where it has none.</summary>
    public IRunnerLocks? Of(Run run) =>
        world.Scenario.People is { ShareAMachine: false, LocksAreHeld: false } ? null : new OfRun(this, run);

    /// <summary>A process that hangs holds it. Somebody ends that in the end.</summary>
    public bool IsHeldForEver => world.Scenario.People.LocksAreHeld && !world.IsCalm;

    private Held? TryTake(Run run, string tokenId)
    {
        if (IsHeldForEver || (world.Scenario.People.ShareAMachine && _held.TryGetValue(tokenId, out var other) && !other.IsOver))
        {
            return null;
        }

        _held[tokenId] = run;
        return new Held(this, tokenId);
    }

    private sealed class OfRun(SimulatedLocks locks, Run run) : IRunnerLocks
    {
        public IDisposable? TryTake(string environment, string tokenId) => locks.TryTake(run, tokenId);
    }

    private sealed class Held(SimulatedLocks locks, string tokenId) : IDisposable
    {
        public void Dispose() => locks._held.Remove(tokenId);
    }
}

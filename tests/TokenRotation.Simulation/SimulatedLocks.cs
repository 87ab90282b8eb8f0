using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Simulation;

/// <summary>
/// The locks between the runs of one user on one machine. The system releases those of a process that has died.
/// </summary>
/// <param name="areShared">All runs are on one machine.</param>
/// <param name="areHeld">A process that hangs holds all of them.</param>
/// <param name="isCalm">Somebody has ended that one.</param>
internal sealed class SimulatedLocks(bool areShared, bool areHeld, Func<bool> isCalm)
{
    private readonly Dictionary<string, Func<bool>> _held = new(StringComparer.Ordinal);

    /// <summary>As a run reaches them; null where it has none.</summary>
    public IRunnerLocks? Of(Func<bool> isOver) => areShared || areHeld ? new OfRun(this, isOver) : null;

    /// <summary>A process that hangs holds it. Somebody ends that in the end.</summary>
    public bool IsHeldForEver => areHeld && !isCalm();

    private Held? TryTake(Func<bool> isOver, string tokenId)
    {
        if (IsHeldForEver || (areShared && _held.TryGetValue(tokenId, out var isFree) && !isFree()))
        {
            return null;
        }

        _held[tokenId] = isOver;
        return new Held(this, tokenId);
    }

    private sealed class OfRun(SimulatedLocks locks, Func<bool> isOver) : IRunnerLocks
    {
        public IDisposable? TryTake(string environment, string tokenId) => locks.TryTake(isOver, tokenId);
    }

    private sealed class Held(SimulatedLocks locks, string tokenId) : IDisposable
    {
        public void Dispose() => locks._held.Remove(tokenId);
    }
}

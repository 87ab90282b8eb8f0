using TokenRotation.Rotation.Planning;

namespace TokenRotation.Simulation;

/// <summary>
/// Consumers that read the store's entry now and then, and use what they have read until they read again: with an overlap they
/// must never be left with a dead secret. A run that slept may write one and put it right; whoever reads that reads again.
/// </summary>
internal sealed class LateReaders(World world)
{
    private readonly Dictionary<Target, (string Secret, DateTimeOffset Until)> _held = [];
    private readonly Dictionary<Target, Run> _lateWriters = [];

    private TimeSpan Every => TimeSpan.FromTicks(world.Scenario.Policy.Overlap.Ticks / 4);

    // Where others act, or shorten what was promised, nobody can rely on an overlap.
    private bool AreThere =>
        world.Scenario is { Vaults: 1, ActRate: 0, Mishaps.MoveRate: 0, Recurring: false }
        && world.Scenario.Around is { OtherPolicy: null, SpecMade: false }
        && world.Scenario.Policy.Overlap > TimeSpan.Zero;

    /// <summary>A run has written the current entry: one that was not told the time for long dates its mark anew next.</summary>
    public void EntryWritten(Run run, Target target)
    {
        if (world.Clock.Now - run.LastTold > RotationTimes.HeldUp)
        {
            _lateWriters[target] = run;
        }
        else
        {
            _lateWriters.Remove(target);
        }
    }

    /// <summary>Looks, after an event, whether each of them can go on.</summary>
    public void Check(Run? run)
    {
        foreach (var target in AreThere ? world.Targets : [])
        {
            // Who says that all have the new secret, or that nobody needs it, answers for those who do not.
            if (run is { IsByHand: true } && run.TargetIds.Overlaps(target.Line))
            {
                _held.Remove(target);
            }

            if (_held.TryGetValue(target, out var held) && held.Until > world.Clock.Now)
            {
                if (world.Tenant.FindBySecret(held.Secret) is { Enabled: true })
                {
                    continue;
                }

                if (_lateWriters.Remove(target, out var late) && late.IsDead)
                {
                    _held.Remove(target);
                    continue;
                }

                throw new InvariantViolatedException("I1", $"{run} cut off who had read '{target.Entry}' before {held.Until}");
            }

            if (world.Vaults[0][target.Entry] is { } read
                && world.Tenant.FindBySecret(read) is { } current && world.Works(current))
            {
                // What has expired is soon gone.
                var until = world.Clock.Now + Every;
                _held[target] = (read, current.ExpirationDate < until ? current.ExpirationDate.Value : until);
            }
        }
    }
}

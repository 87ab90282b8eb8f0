namespace TokenRotation.Simulation;

/// <summary>
/// Consumers that have the entry's secret from hours ago, longer than the overlap, and use it all the time: nobody takes it from
/// them while they do (G14).
/// </summary>
internal sealed class LateUsers(World world)
{
    private readonly Dictionary<Target, (string Secret, DateTimeOffset Until)> _held = [];
    private DateTimeOffset _usedAt;

    private TimeSpan Overlap => world.Scenario.Policy.Overlap;

    private TimeSpan Every => TimeSpan.FromTicks(Overlap.Ticks / 8);

    // Where others act, or shorten what was promised, nobody can rely on an overlap.
    private bool AreThere =>
        world.Scenario is { People.UseLate: true, Vaults: 1, ActRate: 0, Mishaps.MoveRate: 0, Recurring: false, Policy.Use: null }
        && world.Scenario.Around is { OtherPolicy: null, SpecMade: false }
        && world.Scenario.Around.UseStep <= TimeSpan.FromMinutes(1)
        && Overlap > TimeSpan.Zero
        && !world.IsCalm;

    /// <summary>Until they use it next; null where that is after a pause.</summary>
    public TimeSpan? UntilUsed(TimeSpan pause) =>
        !AreThere || _usedAt + Every - world.Clock.Now is var next && next >= pause ? null
        : next > TimeSpan.Zero ? next
        : TimeSpan.Zero;

    /// <summary>They read where it is time to, and use what they have.</summary>
    public void Use()
    {
        _usedAt = world.Clock.Now;
        foreach (var target in world.Targets)
        {
            if (!(_held.TryGetValue(target, out var held) && held.Until > world.Clock.Now)
                && world.Vaults[0][target.Entry] is { } read
                && world.Tenant.FindBySecret(read) is { } current && world.Works(current))
            {
                // What has expired is soon gone.
                var until = world.Clock.Now + TimeSpan.FromTicks(Overlap.Ticks * 6);
                _held[target] = (read, current.ExpirationDate < until ? current.ExpirationDate.Value : until);
            }

            if (_held.TryGetValue(target, out held))
            {
                world.Tenant.Authenticate(held.Secret, "10.0.0.2");
            }
        }

        // Each node hears of it from now on, and not from the next call on.
        world.Nodes.Note();
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

            if (_held.TryGetValue(target, out var held) && held.Until > world.Clock.Now
                && world.Tenant.FindBySecret(held.Secret) is not { Enabled: true })
            {
                throw new InvariantViolatedException(
                    "G14", $"{run} cut off who uses what he read of '{target.Entry}' until {held.Until}");
            }
        }
    }
}

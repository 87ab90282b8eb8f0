using TokenRotation.Rotation.Planning;

namespace TokenRotation.Specs;

/// <summary>The policy that a spec file states for a token; where it states nothing, that of the command.</summary>
/// <param name="Policy">The policy to rotate by.</param>
/// <param name="Warnings">What of one layer had to give way to what another says, a sentence each.</param>
internal sealed record SpecPolicy(RotationPolicy Policy, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// The file over the command. A window of one layer that is too long for a life of the other gives way to two thirds of the
    /// life: the two were written by people who did not know of each other.
    /// </summary>
    /// <param name="spec">What the file says; nothing in it contradicts itself.</param>
    /// <param name="command">The policy of the command.</param>
    /// <param name="now">The server's time: a date of expiry is turned into a lifetime by it.</param>
    public static SpecPolicy Resolve(RotationSpec spec, RotationPolicy command, DateTimeOffset now)
    {
        var policy = Layered(spec, command, now);
        var warnings = new List<string>();
        if (policy.Lifetime <= policy.ExpiringWithin)
        {
            policy = policy with
            {
                ExpiringWithin = null,
                LifetimeFraction = policy.LifetimeFraction ?? RotationPolicy.DefaultLifetimeFraction,
            };
            warnings.Add(SpecMessages.DueWindowGivesWay(spec.Token.Name));
        }

        if (policy.Lifetime is { } life && life <= policy.Overlap)
        {
            policy = policy with { Overlap = TimeSpan.FromTicks((long)(life.Ticks * RotationPolicy.DefaultLifetimeFraction)) };
            warnings.Add(SpecMessages.OverlapGivesWay(spec.Token.Name));
        }

        return new SpecPolicy(policy, warnings);
    }

    /// <summary>
    /// What contradicts itself in the file alone; null when nothing does. A date of expiry comes nearer each day, so it is no
    /// lifetime that the file could be blamed for.
    /// </summary>
    public static PolicyConflict? Conflict(RotationSpec spec, DateTimeOffset now) =>
        Layered(spec with { Token = spec.Token with { ExpirationDate = null } }, new RotationPolicy(), now).Conflict();

    private static RotationPolicy Layered(RotationSpec spec, RotationPolicy command, DateTimeOffset now)
    {
        var said = spec.Policy;
        var states = said.ExpiringWithin is not null || said.MaximumAge is not null || said.LifetimeFraction is not null;
        return command with
        {
            Scheduled = true,
            ExpiringWithin = states ? said.ExpiringWithin : command.ExpiringWithin,
            MaximumAge = states ? said.MaximumAge : command.MaximumAge,
            LifetimeFraction = states ? said.LifetimeFraction : command.LifetimeFraction,
            Spread = said.Spread ?? command.Spread,
            Overlap = said.Overlap ?? command.Overlap,
            GracePeriod = said.GracePeriod ?? command.GracePeriod,
            GraceIsGiven = said.GracePeriod is not null || command.GraceIsGiven,
            Lifetime = said.Lifetime ?? spec.Token.Lifetime ?? spec.Token.ExpirationDate - now ?? command.Lifetime,
            Use = UseOf(said) ?? command.Use,
        };
    }

    private static UseRequirement? UseOf(PolicyLayer said) => said.RequireUse == true
        ? new UseRequirement(said.IdleFor ?? UseRequirement.DefaultIdleFor, said.Deadline, said.WhenUnused ?? UnusedAction.Wait)
        : null;
}

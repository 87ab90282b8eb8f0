using TokenRotation.Rotation.Planning;

namespace TokenRotation.Specs;

/// <summary>The policy that a spec file states for a token; where it states nothing, that of the command.</summary>
internal static class SpecPolicy
{
    private static readonly TimeSpan DefaultIdleTime = TimeSpan.FromDays(1);

    /// <param name="spec">What the file says.</param>
    /// <param name="command">The policy of the command.</param>
    /// <param name="now">The server's time: a date of expiry is turned into a lifetime by it.</param>
    public static RotationPolicy Of(RotationSpec spec, RotationPolicy command, DateTimeOffset now)
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
            Lifetime = said.Lifetime ?? spec.Token.Lifetime ?? spec.Token.ExpirationDate - now ?? command.Lifetime,
            Use = UseOf(said) ?? command.Use,
        };
    }

    private static UseRequirement? UseOf(RotationSpecPolicy said) => said.RequireUse == true
        ? new UseRequirement(said.IdleFor ?? DefaultIdleTime, said.Deadline, said.WhenUnused ?? UnusedAction.Wait)
        : null;
}

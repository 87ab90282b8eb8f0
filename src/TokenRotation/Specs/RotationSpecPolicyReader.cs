using TokenRotation.Rotation.Policies;
using TokenRotation.Text;

namespace TokenRotation.Specs;

/// <summary>Reads the <c>policy</c> of a token or of the defaults.</summary>
internal static class RotationSpecPolicyReader
{
    private static readonly Dictionary<string, UnusedAction> Actions = new(StringComparer.Ordinal)
    {
        ["wait"] = UnusedAction.Wait,
        ["warn"] = UnusedAction.Warn,
        ["force"] = UnusedAction.Force,
    };

    /// <summary>The properties of a policy.</summary>
    public static IReadOnlyList<string> Properties { get; } =
        ["expiringWithin", "maximumAge", "lifetimeFraction", "overlap", "gracePeriod", "lifetime", "requireUse", "spread"];

    /// <summary>The properties of <c>requireUse</c>.</summary>
    public static IReadOnlyList<string> UseProperties { get; } = ["idleFor", "deadline", "whenUnused"];

    /// <summary>The policy; what is missing or wrong in it stands as null.</summary>
    public static PolicyLayer Read(SpecObject entry)
    {
        if (entry.Object("policy", Properties, SpecMessages.AnObjectWith(Properties)) is not { } policy)
        {
            return PolicyLayer.Empty;
        }

        var use = policy.Object("requireUse", UseProperties, SpecMessages.AnObjectWith(UseProperties));
        return new PolicyLayer
        {
            ExpiringWithin = Period(policy, "expiringWithin"),
            MaximumAge = Period(policy, "maximumAge"),
            LifetimeFraction = Fraction(policy),
            Overlap = Wait(policy, "overlap"),
            GracePeriod = Wait(policy, "gracePeriod"),
            Lifetime = Period(policy, "lifetime"),
            RequireUse = use is null ? null : true,
            IdleFor = use is null ? null : Wait(use, "idleFor"),
            Deadline = use is null ? null : Period(use, "deadline"),
            WhenUnused = use is null ? null : Action(use),
            Spread = Wait(policy, "spread"),
        };
    }

    // A wait may be none at all.
    private static TimeSpan? Wait(SpecObject entry, string property) => Read(entry, property, TimeSpan.Zero);

    /// <summary>A duration that is not zero; null, and a fault, if it is none.</summary>
    public static TimeSpan? Period(SpecObject entry, string property) => Read(entry, property, TimeSpan.FromTicks(1));

    private static TimeSpan? Read(SpecObject entry, string property, TimeSpan least)
    {
        if (entry[property] is not { } node)
        {
            return null;
        }

        if (node.AsText is { } text && Duration.Read(text) is { } duration && duration >= least)
        {
            return duration;
        }

        entry.Fault(property, SpecMessages.Wants(least > TimeSpan.Zero ? SpecMessages.APeriod : SpecMessages.AWait));
        return null;
    }

    private static double? Fraction(SpecObject policy)
    {
        if (policy["lifetimeFraction"] is not { } node)
        {
            return null;
        }

        if (node.AsNumber is > 0 and < 1)
        {
            return node.AsNumber;
        }

        policy.Fault("lifetimeFraction", SpecMessages.Wants(SpecMessages.AFraction));
        return null;
    }

    private static UnusedAction? Action(SpecObject use)
    {
        if (use["whenUnused"] is not { } node)
        {
            return null;
        }

        if (node.AsText is { } text && Actions.TryGetValue(text, out var action))
        {
            return action;
        }

        use.Fault("whenUnused", SpecMessages.WantsOneOf(Actions.Keys));
        return null;
    }
}

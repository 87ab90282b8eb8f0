using TokenRotation.Rotation.Policies;

namespace TokenRotation.Simulation;

/// <summary>
/// What the runs of a schedule cannot count on: that others know what they know, and that answers tell all of it at once.
/// </summary>
internal sealed record Surroundings
{
    /// <summary>Until the next scheduled runs, where the runs before have found nothing to do.</summary>
    private static readonly TimeSpan[] UsualWaits =
        [TimeSpan.FromMinutes(20), TimeSpan.FromHours(3), TimeSpan.FromDays(8), TimeSpan.FromDays(21)];

    private static readonly TimeSpan OftenDue = TimeSpan.FromHours(8);
    private const int LineLength = 20;

    /// <summary>The targets do not exist yet: a spec file brings them into being.</summary>
    public bool SpecMade { get; init; }

    /// <summary>What goes on with all rotations does so without their store.</summary>
    public bool ResumesWithoutStore { get; init; }

    /// <summary>By what some of the runs rotate instead; null where all have one policy.</summary>
    public RotationPolicy? OtherPolicy { get; init; }

    /// <summary>Something takes the Date header from every answer, until somebody mends it.</summary>
    public bool DatesAreMissing { get; init; }

    /// <summary>How much later a runner's node knows what the others have done.</summary>
    public TimeSpan Lag { get; init; }

    /// <summary>A token that is read by its ID lags behind as well.</summary>
    public bool ReadsLag { get; init; }

    /// <summary>The steps in which the last use of a token is told.</summary>
    public TimeSpan UseStep { get; init; }

    /// <summary>The consumers use their secrets all the time.</summary>
    public bool IsUsed { get; init; }

    /// <summary>The tokens fall due every few hours: more than sixteen in a line are in their grace period at once.</summary>
    public bool LongLine { get; init; }

    /// <summary>How long the runners wait when there was nothing to do, each time.</summary>
    public IReadOnlyList<TimeSpan> Waits => LongLine
        ? [.. Enumerable.Repeat(OftenDue + TimeSpan.FromHours(1), LineLength), .. UsualWaits]
        : UsualWaits;

    /// <summary>The scenario as it is in surroundings of its seed.</summary>
    public static Scenario Of(Scenario plain)
    {
        var chance = new Chance(plain.Seed, Stream.Surroundings);
        var around = new Surroundings
        {
            SpecMade = chance.Below(3) == 0 && plain is { Recurring: true, SelfRotation: false, Personal: false, Vaults: 1 },
            ResumesWithoutStore = chance.Below(2) == 0,
            OtherPolicy = chance.Below(4) == 0 ? Other(plain.Policy, chance) : null,
            DatesAreMissing = chance.Below(16) == 0,
            // Runs without a common store that do not see each other hand over a token each, and a person has to say which
            // counts.
            Lag = chance.Below(8) == 0 && (plain.Vaults == 1 || plain.Runners == 1)
                ? TimeSpan.FromSeconds(chance.Of(3, 25))
                : TimeSpan.Zero,
            // Who wakes, or finds out what became of a call, does it by reading.
            ReadsLag = chance.Below(2) == 0 && plain.FaultRate == 0,
            UseStep = chance.Of(TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)),
            IsUsed = chance.Below(2) == 0,
            LongLine = chance.Below(4) == 0 && plain is { Recurring: true, Runners: <= 2 },
        };
        return (around.LongLine ? Lengthened(plain) : plain) with
        {
            Around = around,
            ForeignOwner = plain.ForeignOwner && !around.SpecMade,
            OldFormat = plain.OldFormat && !around.SpecMade,
            SettlingTime = around.Lag > TimeSpan.Zero ? TimeSpan.FromSeconds(30) : plain.SettlingTime,
        };
    }

    public override string ToString() =>
        (SpecMade ? ", spec-made" : string.Empty) + (ResumesWithoutStore ? ", resumed without store" : string.Empty)
        + (OtherPolicy is { } other ? $", others with grace {other.GracePeriod}, overlap {other.Overlap}" : string.Empty)
        + (DatesAreMissing ? ", no dates" : string.Empty)
        + (Lag > TimeSpan.Zero ? $", nodes {Lag.TotalSeconds} s behind" : string.Empty)
        + (Lag > TimeSpan.Zero && ReadsLag ? " in all reads" : string.Empty)
        + (UseStep > TimeSpan.Zero ? $", use in steps of {UseStep}" : string.Empty) + (IsUsed ? ", used" : string.Empty)
        + (LongLine ? ", a long line" : string.Empty);

    // Shorter than what another run has promised, or longer.
    private static RotationPolicy Other(RotationPolicy policy, Chance chance) => policy with
    {
        GracePeriod = chance.Of(TimeSpan.Zero, TimeSpan.FromHours(1), RotationPolicy.DefaultGracePeriod, TimeSpan.FromDays(9)),
        GraceIsGiven = chance.Below(2) == 0,
        Overlap = policy.Compromised ? TimeSpan.Zero : chance.Of(TimeSpan.Zero, TimeSpan.FromMinutes(10), TimeSpan.FromHours(5)),
        Use = null,
    };

    private static Scenario Lengthened(Scenario plain) => plain with
    {
        Policy = plain.Policy with
        {
            MaximumAge = OftenDue,
            GracePeriod = RotationPolicy.DefaultGracePeriod + TimeSpan.FromDays(3),
            Overlap = TimeSpan.Zero,
            Use = null,
        },
        Events = 600,
    };
}

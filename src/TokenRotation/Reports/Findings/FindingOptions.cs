using TokenRotation.Rotation.Policies;

namespace TokenRotation.Reports.Findings;

/// <summary>What counts as soon, as long, and as known.</summary>
internal sealed record FindingOptions
{
    /// <summary>What counts where nobody says anything else.</summary>
    public static FindingOptions Default { get; } = new();

    /// <summary>How long before its expiry a token is a finding.</summary>
    public TimeSpan ExpiringWithin { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long a token may rest.</summary>
    public TimeSpan UnusedFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a revoked token is kept.</summary>
    public TimeSpan GracePeriod { get; init; } = RotationPolicy.DefaultGracePeriod;

    /// <summary>Whether the admin knows an owner; null where no list was given.</summary>
    public Func<string, bool>? IsKnownOwner { get; init; }
}

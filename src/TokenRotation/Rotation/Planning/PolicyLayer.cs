namespace TokenRotation.Rotation.Planning;

/// <summary>What a spec file says about when and how a token is rotated. What is null, the file leaves open.</summary>
internal sealed record PolicyLayer
{
    /// <summary>A file that says nothing.</summary>
    public static PolicyLayer Empty { get; } = new();

    /// <summary>Due when less than this is left before its expiry.</summary>
    public TimeSpan? ExpiringWithin { get; init; }

    /// <summary>Due when it is older than this.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>Due when this part of its lifetime is over: above 0 and below 1.</summary>
    public double? LifetimeFraction { get; init; }

    /// <summary>How long old and new token are valid together, at least.</summary>
    public TimeSpan? Overlap { get; init; }

    /// <summary>How long the old token stays revoked before it is deleted.</summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>How long a new token lives.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>True to revoke the old token only when the new one is in use; null where the file leaves it open.</summary>
    public bool? RequireUse { get; init; }

    /// <summary>How long the old token must have been idle before it is revoked.</summary>
    public TimeSpan? IdleFor { get; init; }

    /// <summary>How long after the commit mark use is waited for before <see cref="WhenUnused"/> applies.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What to do when the new token is not in use by the deadline.</summary>
    public UnusedAction? WhenUnused { get; init; }

    /// <summary>The time over which the rotations of a fleet are spread.</summary>
    public TimeSpan? Spread { get; init; }

    /// <summary>This policy, with the other's word on what this one leaves open.</summary>
    public PolicyLayer Over(PolicyLayer defaults) => new()
    {
        ExpiringWithin = ExpiringWithin ?? defaults.ExpiringWithin,
        MaximumAge = MaximumAge ?? defaults.MaximumAge,
        LifetimeFraction = LifetimeFraction ?? defaults.LifetimeFraction,
        Overlap = Overlap ?? defaults.Overlap,
        GracePeriod = GracePeriod ?? defaults.GracePeriod,
        Lifetime = Lifetime ?? defaults.Lifetime,
        RequireUse = RequireUse ?? defaults.RequireUse,
        IdleFor = IdleFor ?? defaults.IdleFor,
        Deadline = Deadline ?? defaults.Deadline,
        WhenUnused = WhenUnused ?? defaults.WhenUnused,
        Spread = Spread ?? defaults.Spread,
    };
}

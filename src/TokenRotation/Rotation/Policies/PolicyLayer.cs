namespace TokenRotation.Rotation.Policies;

/// <summary>
/// What one source says about when and how a token is rotated: the parameters of a command, or a token of a spec file. What is
/// null, it leaves open.
/// </summary>
internal sealed record PolicyLayer
{
    /// <summary>A source that says nothing.</summary>
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

    /// <summary>When a new token expires (UTC); it lives until then.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True to revoke the old token only when the new one is in use.</summary>
    public bool? RequireUse { get; init; }

    /// <summary>How long the old token must have been idle before it is revoked.</summary>
    public TimeSpan? IdleFor { get; init; }

    /// <summary>How long after the commit mark use is waited for before <see cref="WhenUnused"/> applies.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What to do when the new token is not in use by the deadline.</summary>
    public UnusedAction? WhenUnused { get; init; }

    /// <summary>The time over which the rotations of a fleet are spread.</summary>
    public TimeSpan? Spread { get; init; }

    /// <summary>A schedule decides, even where this says nothing of when.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>The old secret has leaked.</summary>
    public bool Compromised { get; init; }

    /// <summary>The user says that a secret has arrived.</summary>
    public bool Arrived { get; init; }

    /// <summary>The user overrides what protects some tokens.</summary>
    public bool Force { get; init; }

    /// <summary>The user says that the store's entry is a new one.</summary>
    public bool NewEntry { get; init; }

    private bool SaysWhen => ExpiringWithin is not null || MaximumAge is not null || LifetimeFraction is not null;

    private UseRequirement? Use => RequireUse == true
        ? new UseRequirement(IdleFor ?? UseRequirement.DefaultIdleFor, Deadline, WhenUnused ?? UnusedAction.Wait)
        : null;

    /// <summary>
    /// The policy that layers make together. A layer that says when a token is due says all of that, and one that requires use
    /// all of this; else the first one that speaks counts. Every policy comes out of here, so that none contradicts itself.
    /// </summary>
    /// <param name="now">The server's time: what expires at a date lives until then.</param>
    /// <param name="layers">The layers, the one that counts most first.</param>
    /// <exception cref="PolicyConflictException">One of them contradicts itself.</exception>
    public static RotationPolicy Resolve(DateTimeOffset now, params PolicyLayer[] layers)
    {
        foreach (var layer in layers)
        {
            if (layer.Conflict() is { } conflict)
            {
                throw new PolicyConflictException(conflict);
            }
        }

        var schedule = layers.FirstOrDefault(layer => layer.SaysWhen);
        var life = layers.FirstOrDefault(layer => layer.Lifetime is not null || layer.ExpiresAt is not null);
        var policy = new RotationPolicy
        {
            Scheduled = schedule is not null || layers.Any(layer => layer.IsScheduled),
            ExpiringWithin = schedule?.ExpiringWithin,
            MaximumAge = schedule?.MaximumAge,
            LifetimeFraction = schedule?.LifetimeFraction,
            Spread = First(layers, layer => layer.Spread) ?? TimeSpan.Zero,
            Overlap = First(layers, layer => layer.Overlap) ?? TimeSpan.Zero,
            OverlapIsGiven = layers.Any(layer => layer.Overlap is not null),
            Use = layers.Select(layer => layer.Use).FirstOrDefault(use => use is not null),
            GracePeriod = First(layers, layer => layer.GracePeriod) ?? RotationPolicy.DefaultGracePeriod,
            GraceIsGiven = layers.Any(layer => layer.GracePeriod is not null),
            Lifetime = life?.Lifetime ?? life?.ExpiresAt - now,
            ExpiresAt = life?.Lifetime is null ? life?.ExpiresAt : null,
            Compromised = layers.Any(layer => layer.Compromised),
            Arrived = layers.Any(layer => layer.Arrived),
            Force = layers.Any(layer => layer.Force),
            NewEntry = layers.Any(layer => layer.NewEntry),
        };
        return policy.FittedTo(policy.Lifetime);
    }

    /// <summary>
    /// What contradicts itself here; null when nothing does. A date of expiry comes nearer each day, so it is no lifetime that
    /// a window could be blamed for.
    /// </summary>
    public PolicyConflict? Conflict() =>
        Spread > TimeSpan.Zero && !IsScheduled && !SaysWhen ? PolicyConflict.SpreadWithoutSchedule
        : ExpiringWithin <= Spread && Spread > TimeSpan.Zero ? PolicyConflict.SpreadPastExpiry
        : LifetimeFraction is <= 0 or >= 1 ? PolicyConflict.FractionOutOfRange
        : Lifetime <= ExpiringWithin ? PolicyConflict.DueAgainAtOnce
        : Lifetime <= Overlap ? PolicyConflict.OverlapOutlivesSuccessor
        : Compromised && (Overlap > TimeSpan.Zero || RequireUse == true) ? PolicyConflict.CompromisedWithOverlap
        : Compromised && (IsScheduled || SaysWhen) ? PolicyConflict.CompromisedWithSchedule
        : Use is { Deadline: null, WhenUnused: not UnusedAction.Wait } ? PolicyConflict.DeadlineMissing
        : Use?.Deadline < Use?.IdleFor ? PolicyConflict.DeadlineBeforeIdle
        : null;

    /// <summary>This policy, with the other's word on what this one leaves open: both are of one source.</summary>
    public PolicyLayer Over(PolicyLayer defaults) => this with
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

    private static TimeSpan? First(IEnumerable<PolicyLayer> layers, Func<PolicyLayer, TimeSpan?> says) =>
        layers.Select(says).FirstOrDefault(said => said is not null);
}

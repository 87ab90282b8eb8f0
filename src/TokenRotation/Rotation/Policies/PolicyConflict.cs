namespace TokenRotation.Rotation.Policies;

/// <summary>What in a policy contradicts itself.</summary>
internal enum PolicyConflict
{
    /// <summary>Due times are put off where nothing says when a token is due.</summary>
    SpreadWithoutSchedule,

    /// <summary>Due times are put off beyond the expiry.</summary>
    SpreadPastExpiry,

    /// <summary>The share of the lifetime is none.</summary>
    FractionOutOfRange,

    /// <summary>The successor is due from its creation on.</summary>
    DueAgainAtOnce,

    /// <summary>The successor expires before the old token is revoked.</summary>
    OverlapOutlivesSuccessor,

    /// <summary>What has leaked is to go on working.</summary>
    CompromisedWithOverlap,

    /// <summary>What has leaked is to wait until it is due.</summary>
    CompromisedWithSchedule,

    /// <summary>Something is to be done when a deadline is over, and there is none.</summary>
    DeadlineMissing,

    /// <summary>The old token cannot have been idle for long enough by the deadline.</summary>
    DeadlineBeforeIdle,
}

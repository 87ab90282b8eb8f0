namespace TokenRotation;

/// <summary>What a finding says of a token, the most harmful first.</summary>
public enum TokenFindingKind
{
    /// <summary>What its rotation has left contradicts itself: nothing goes on until somebody has looked.</summary>
    RotationNeedsAttention,

    /// <summary>It stops working within days.</summary>
    ExpiringSoon,

    /// <summary>It no longer works.</summary>
    Expired,

    /// <summary>It may make and change tokens, and so give itself whatever it lacks.</summary>
    ManagesTokens,

    /// <summary>Nobody is known who answers for it.</summary>
    NoOwner,

    /// <summary>Its owner is not among those whom the admin knows.</summary>
    UnknownOwner,

    /// <summary>It works until somebody revokes it.</summary>
    NeverExpires,

    /// <summary>It has not been used for a long time.</summary>
    Unused,

    /// <summary>It has never been used.</summary>
    NeverUsed,

    /// <summary>It has more scopes than nearly all others.</summary>
    ManyScopes,

    /// <summary>It is revoked, and its grace period is over.</summary>
    RevokedAndDue,

    /// <summary>It is revoked since a time that nobody noted, and has not been used for a long time.</summary>
    RevokedLongAgo,

    /// <summary>Dynatrace made it for itself.</summary>
    Automatic,

    /// <summary>It shares a dashboard or a report.</summary>
    Sharing,
}

namespace TokenRotation;

/// <summary>Where the rotation of a token stands, as the tenant and the vault show it.</summary>
public enum RotationState
{
    /// <summary>No rotation is under way, and none is due.</summary>
    NotDue,

    /// <summary>The token is due, and nothing has been done yet.</summary>
    Due,

    /// <summary>A new token exists whose secret is not yet known to be stored.</summary>
    Pending,

    /// <summary>The new secret is stored and verified; old and new are both enabled.</summary>
    Superseded,

    /// <summary>The old token is revoked and in its grace period.</summary>
    Revoked,

    /// <summary>The old token is deleted: the rotation is over.</summary>
    Removed,

    /// <summary>The token must not or cannot be replaced; nothing is changed.</summary>
    Refused,

    /// <summary>What is there contradicts itself: it is left alone until somebody has looked at it.</summary>
    NeedsAttention,
}

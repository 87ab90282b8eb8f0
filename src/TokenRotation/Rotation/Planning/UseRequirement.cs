namespace TokenRotation;

/// <summary>What happens when the new token is not seen in use in time.</summary>
public enum UnusedAction
{
    /// <summary>The old token stays enabled, and the rotation waits.</summary>
    Wait,

    /// <summary>The old token stays enabled, and the rotation asks for attention.</summary>
    Warn,

    /// <summary>The old token is revoked all the same.</summary>
    Force,
}

/// <summary>The old token is revoked only once the new one is used and the old one is not.</summary>
/// <param name="IdleFor">How long the old token must not have been used.</param>
/// <param name="Deadline">How long after the commit mark this is waited for; null for ever.</param>
/// <param name="WhenUnused">What happens then.</param>
internal sealed record UseRequirement(TimeSpan IdleFor, TimeSpan? Deadline, UnusedAction WhenUnused)
{
    /// <summary>How long the old token must not have been used, unless somebody says otherwise.</summary>
    public static readonly TimeSpan DefaultIdleFor = TimeSpan.FromDays(1);
}

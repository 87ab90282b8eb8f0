namespace TokenRotation;

/// <summary>One thing that a rotation needs: whether it is right, and what to do if it is not. It holds no secret.</summary>
public sealed class DtRotationCheck
{
    /// <summary>The environment that it is about.</summary>
    public string Environment { get; init; } = string.Empty;

    /// <summary>What was looked at: Connection, Scopes, Expiry, Clock, Store, Entry or Rotation.</summary>
    public string Check { get; init; } = string.Empty;

    /// <summary>The token or the store that it is about; empty for the environment itself.</summary>
    public string Subject { get; init; } = string.Empty;

    /// <summary>True if it is as it should be.</summary>
    public bool Passed { get; init; }

    /// <summary>What was found, in a sentence.</summary>
    public string Finding { get; init; } = string.Empty;

    /// <summary>What to do about it; empty if it is as it should be.</summary>
    public string Action { get; init; } = string.Empty;

    /// <summary>What was looked at, and what was found.</summary>
    public override string ToString() => $"{Check}: {Finding}";
}

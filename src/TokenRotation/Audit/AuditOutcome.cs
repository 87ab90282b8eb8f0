namespace TokenRotation.Audit;

/// <summary>How a change ended.</summary>
internal enum AuditOutcome
{
    /// <summary>The server has acknowledged it.</summary>
    Done,

    /// <summary>It was refused, or never reached the server.</summary>
    Failed,

    /// <summary>It was sent, and no answer came: the change may have happened.</summary>
    Unknown,
}

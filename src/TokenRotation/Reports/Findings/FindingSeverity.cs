namespace TokenRotation;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know; nothing to do.</summary>
    Note,

    /// <summary>To be tidied up when there is time.</summary>
    Low,

    /// <summary>A risk that somebody should decide about.</summary>
    Medium,

    /// <summary>Something breaks, or has broken.</summary>
    High,
}

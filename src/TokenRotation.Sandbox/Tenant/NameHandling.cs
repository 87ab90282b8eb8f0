namespace TokenRotation.Sandbox.Tenant;

/// <summary>What becomes of a token's name on its way in.</summary>
public enum NameHandling
{
    /// <summary>It is kept as it came.</summary>
    Unchanged,

    /// <summary>White space is taken from its ends, and runs of it become one space.</summary>
    Trimmed,

    /// <summary>What is neither letter, digit, space, dot, hyphen nor underscore becomes an underscore.</summary>
    Sanitized,
}

namespace TokenRotation.Reports.Inventories;

/// <summary>What became of a token since the inventory before.</summary>
internal enum ChangeKind
{
    /// <summary>It was there, as it is.</summary>
    Same,

    /// <summary>It was there, and was different.</summary>
    Changed,

    /// <summary>It was not there.</summary>
    New,

    /// <summary>It was not there, and takes the place of one that was.</summary>
    Rotated,

    /// <summary>It was there, and is not any more.</summary>
    Gone,
}

/// <summary>A change, and what it consists of.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Details">Which properties differ, or which token was replaced.</param>
internal sealed record TokenChange(ChangeKind Kind, string? Details = null)
{
    public static readonly TokenChange Same = new(ChangeKind.Same);
}

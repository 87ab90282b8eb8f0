namespace TokenRotation.Reports.Inventories;

/// <summary>Where a token stands in a rotation, as far as a list of tokens shows it.</summary>
internal enum RotationStage
{
    /// <summary>In none.</summary>
    None,

    /// <summary>A new token whose secret is on its way.</summary>
    Pending,

    /// <summary>An old token beside its successor, both enabled.</summary>
    Superseded,

    /// <summary>Revoked and in its grace period.</summary>
    InGrace,

    /// <summary>Revoked, and its grace period is over.</summary>
    DueForDeletion,

    /// <summary>What is there contradicts itself.</summary>
    NeedsAttention,
}

/// <summary>A stage, and the sentence that explains it.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Reason">Why, where somebody has to look.</param>
/// <param name="PartnerId">The other token of the pair, if the name tells one.</param>
internal sealed record RotationStanding(RotationStage Stage, string? Reason = null, string? PartnerId = null)
{
    public static readonly RotationStanding None = new(RotationStage.None);
}

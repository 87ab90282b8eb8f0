namespace TokenRotation.Rotation.Policies;

/// <summary>What of a policy has given way to the life of the tokens.</summary>
internal enum PolicyConcession
{
    /// <summary>The time before expiry at which a token is due.</summary>
    DueWindow,

    /// <summary>The time in which old and new are both valid.</summary>
    Overlap,
}

using TokenRotation.Api;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Targets;

/// <summary>A token whose rotation a run is to advance, and how.</summary>
internal sealed record RotationTarget
{
    /// <summary>The ID of the token to replace, or the <see cref="NewTokenKey"/> of <see cref="Missing"/>.</summary>
    public required string OldId { get; init; }

    public required RotationPolicy Policy { get; init; }

    /// <summary>In what the successor is to differ.</summary>
    public SuccessorWish Wish { get; init; } = SuccessorWish.None;

    /// <summary>The token that a spec file asks for and the environment does not have.</summary>
    public TokenSpec? Missing { get; init; }

    /// <summary>Where the secret goes.</summary>
    public SecretPlaces Places { get; init; } = SecretPlaces.Pipeline;

    /// <summary>A new platform token has to show in an environment that its secret works: its list entry is too little.</summary>
    public bool RequireProbe { get; init; }

    /// <summary>True where the user named the token: only then a rotation may begin.</summary>
    public bool MayBegin { get; init; }

    /// <summary>Why no rotation of it may begin beside the others that are asked for; null if one may.</summary>
    public string? Refusal { get; init; }

    /// <summary>
    /// It came through a pipeline, and nobody has named it: it may be the new token of a rotation that is hardly over.
    /// </summary>
    public bool IsPiped { get; init; }
}

namespace TokenRotation.Rotation.Targets;

/// <summary>Why something that a user named is not what it should be.</summary>
internal enum TargetProblemKind
{
    /// <summary>No token has this ID.</summary>
    NoSuchId,

    /// <summary>The token is there, and no rotation that it belongs to.</summary>
    NotBeingReplaced,

    /// <summary>No token has this name.</summary>
    NoSuchName,

    /// <summary>Several tokens have this name.</summary>
    AmbiguousName,

    /// <summary>The token has other scopes than the spec file says. It is rotated all the same.</summary>
    ScopesDiffer,
}

/// <summary>Something that a user named and that is not what it should be.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Subject">The ID or the name.</param>
internal sealed record TargetProblem(TargetProblemKind Kind, string Subject)
{
    /// <summary>The tokens that have an ambiguous name.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The scopes that the token lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The scopes that the token has too many.</summary>
    public IReadOnlyList<string> Surplus { get; init; } = [];
}

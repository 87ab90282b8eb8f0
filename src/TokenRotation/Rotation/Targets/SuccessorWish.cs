namespace TokenRotation.Rotation.Targets;

/// <summary>In what a successor is to differ from the token that it replaces. What is null stays as it was.</summary>
/// <param name="Name">Another name.</param>
/// <param name="Scopes">Other scopes.</param>
internal sealed record SuccessorWish(string? Name, IReadOnlyList<string>? Scopes)
{
    public static SuccessorWish None { get; } = new(null, null);
}

namespace TokenRotation.Rotation;

/// <summary>A step that was taken.</summary>
/// <param name="Step">Which.</param>
/// <param name="OldId">The token that is replaced.</param>
/// <param name="NewId">Its successor, as far as there is one.</param>
/// <param name="At">When (UTC, server).</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
internal sealed record RotationNote(RotationStep Step, string OldId, string? NewId, DateTimeOffset At, Exception? Failure)
{
    /// <summary>The name of the token that is replaced, or else of its successor; null where neither is known.</summary>
    public string? TokenName { get; init; }

    /// <summary>The entries that were written, or were to be, each with its store.</summary>
    public IReadOnlyList<(string Store, string Entry)> Entries { get; init; } = [];
}

using TokenRotation.Rotation;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>A rotation that can be taken back, before the user has been asked.</summary>
/// <param name="Old">The token that is gone back to.</param>
/// <param name="Action">What is done, for prompts and -WhatIf.</param>
/// <param name="Entries">The entries that its secret goes back into, each with its store.</param>
/// <param name="RunAsync">Does it, from what the tokens are by then.</param>
internal sealed record PendingUndo(
    DtToken Old, string Action, IReadOnlyList<(string Store, string Entry)> Entries, Func<Task<UndoneRotation>> RunAsync)
{
    /// <summary>Why it is not done, in a sentence; null if it is.</summary>
    public string? Refusal { get; init; }
}

namespace TokenRotation.Rotation.Planning;

/// <summary>What the store held when it was last read.</summary>
/// <param name="CurrentId">The ID of the current token; null for none.</param>
/// <param name="CurrentIsDead">The current token does not exist in the environment any more.</param>
/// <param name="Unreadable">The current entry holds something that is no token, or a token that nobody can name.</param>
/// <param name="PendingIds">The IDs of the tokens whose secrets it holds as pending.</param>
internal sealed record StoreFacts(string? CurrentId, bool CurrentIsDead, bool Unreadable, IReadOnlyCollection<string> PendingIds)
{
    /// <summary>
    /// The current token is enabled, unexpired and of the caller's own user; asked only where no successor is found.
    /// </summary>
    public bool CurrentWorks { get; init; }

    /// <summary>
    /// The current token is revoked, and this one has taken its place: a backup was restored, or this store was left out.
    /// </summary>
    public bool CurrentIsAncestor { get; init; }

    /// <summary>Nothing is in the current entry.</summary>
    public bool IsEmpty => CurrentId is null && !Unreadable;

    public bool HoldsPending(string id) => PendingIds.Contains(id);

    /// <summary>The current token is neither this one nor dead: overwriting it would lose somebody's secret.</summary>
    public bool HoldsAnotherThan(string id) =>
        Unreadable || (CurrentId is { } current && current != id && !CurrentIsDead && !CurrentIsAncestor);

    /// <summary>The same without the secret that was taken to wait for a token.</summary>
    public StoreFacts WithoutPending(string id) => this with { PendingIds = PendingIds.Where(held => held != id).ToList() };
}

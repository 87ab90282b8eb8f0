namespace TokenRotation.Rotation.Planning;

/// <summary>
/// What the store held when it was last read. Where a secret goes to several entries, what is said of the current one is said of
/// the entry that is furthest from the end of the rotation.
/// </summary>
/// <param name="CurrentId">The ID of the current token; null for none.</param>
/// <param name="CurrentIsDead">The current token does not exist in the environment any more.</param>
/// <param name="Unreadable">The current entry holds something that is no token, or a token that nobody can name.</param>
/// <param name="PendingIds">The IDs of the tokens whose secrets it holds as pending.</param>
internal sealed record StoreFacts(string? CurrentId, bool CurrentIsDead, bool Unreadable, IReadOnlyCollection<string> PendingIds)
{
    private IReadOnlyList<string?>? Each { get; init; }

    // The pending IDs of each of several entries.
    private IReadOnlyList<IReadOnlyCollection<string>>? PendingOfEach { get; init; }

    /// <summary>The IDs of the current tokens of all entries, in their order.</summary>
    public IReadOnlyList<string?> Currents => Each ?? [CurrentId];

    /// <summary>
    /// The current token is enabled, unexpired and of the caller's own user; asked only where no successor is found.
    /// </summary>
    public bool CurrentWorks { get; init; }

    /// <summary>
    /// The current token; asked only where a mark stands and names another one, or new tokens are left of an old one that is
    /// gone.
    /// </summary>
    public DtToken? Current { get; init; }

    /// <summary>The stamp of another old token names the current one.</summary>
    public bool CurrentIsClaimed { get; init; }

    /// <summary>
    /// The current token is revoked, and this one has taken its place: a backup was restored, or this store was left out.
    /// </summary>
    public bool CurrentIsAncestor { get; init; }

    /// <summary>The store was not asked: what it holds matters to nobody here.</summary>
    public bool IsUnread { get; init; }

    /// <summary>
    /// The current token is the one that somebody has gone back to from this one, or has taken that one's place since.
    /// </summary>
    public bool CurrentHasReturned { get; init; }

    /// <summary>There is no room for one more new secret: the entries that take them hold two that are on their way.</summary>
    public bool IsFull { get; init; }

    /// <summary>Several entries, of which a rotation is over when all are through.</summary>
    /// <param name="entries">What each of them holds; at least one.</param>
    /// <param name="oldId">The token that is replaced.</param>
    /// <param name="heirs">Its successors.</param>
    public static StoreFacts Together(IReadOnlyList<StoreFacts> entries, string oldId, IReadOnlyList<DtToken> heirs)
    {
        if (entries.Count == 1)
        {
            return entries[0];
        }

        return entries.OrderBy(entry => Progress(entry, oldId, heirs)).First() with
        {
            Each = entries.Select(entry => entry.CurrentId).ToList(),
            PendingIds = entries.SelectMany(entry => entry.PendingIds).Distinct().ToList(),
            PendingOfEach = entries.Select(entry => entry.PendingIds).ToList(),
            CurrentWorks = entries.All(entry => entry.CurrentWorks),
            CurrentHasReturned = entries.All(entry => entry.CurrentHasReturned),
            IsFull = entries.Any(entry => entry.IsFull),
        };
    }

    /// <summary>An entry holds the token's secret as the current one.</summary>
    public bool IsCurrent(string id) => Currents.Contains(id);

    /// <summary>All entries hold this token as the current one.</summary>
    public StoreFacts Promoted(string id) => this with
    {
        CurrentId = id,
        CurrentIsDead = false,
        Unreadable = false,
        Each = Each?.Select(_ => (string?)id).ToList(),
    };

    /// <summary>Nothing is in the current entry.</summary>
    public bool IsEmpty => CurrentId is null && !Unreadable;

    public bool HoldsPending(string id) => PendingIds.Contains(id);

    /// <summary>Every entry was found to hold the token's secret as pending.</summary>
    public bool HoldsPendingEverywhere(string id) => (PendingOfEach ?? [PendingIds]).All(held => held.Contains(id));

    /// <summary>Every entry was found to hold the token's secret, in use or as pending.</summary>
    public bool IsInEach(string id) => Currents
        .Zip(PendingOfEach ?? [PendingIds], (current, pending) => current == id || pending.Contains(id)).All(isHeld => isHeld);

    /// <summary>The current token is neither this one nor dead: overwriting it would lose somebody's secret.</summary>
    public bool HoldsAnotherThan(string id) =>
        Unreadable || (CurrentId is { } current && current != id && !CurrentIsDead && !CurrentIsAncestor);

    // What must not be overwritten comes first, and an entry that is through last.
    private static int Progress(StoreFacts entry, string oldId, IReadOnlyList<DtToken> heirs) => entry switch
    {
        { Unreadable: true } => 0,
        { CurrentId: { } id } when heirs.Any(heir => heir.Id == id) => entry.CurrentIsDead ? 2 : 6,
        _ when entry.HoldsAnotherThan(oldId) => 1,
        { CurrentIsDead: true } => 2,
        { CurrentId: null } => 3,
        { CurrentIsAncestor: true } => 4,
        _ => 5,
    };

    /// <summary>The same without the secret that was taken to wait for a token.</summary>
    public StoreFacts WithoutPending(string id) => this with { PendingIds = PendingIds.Where(held => held != id).ToList() };
}

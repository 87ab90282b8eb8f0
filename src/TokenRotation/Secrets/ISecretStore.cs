namespace TokenRotation.Secrets;

/// <summary>
/// Where a rotation keeps secrets: a vault, or whatever the user's script blocks reach. Every name is an entry of its own.
/// Every method may throw a <see cref="SecretStoreException"/>. A store may lie, lag or fail half-way: the rotation reads back
/// what it wrote and believes nothing else.
/// </summary>
internal interface ISecretStore
{
    /// <summary>How the store is called in messages: the vault's name, or the parameter that reaches it.</summary>
    string Name { get; }

    /// <summary>Whether entries can be removed.</summary>
    EntryRemoval Removal { get; }

    /// <summary>
    /// The secret under <paramref name="name"/>, freshly read; null when there is none. A call of its own each time: what was
    /// written before is never answered from memory.
    /// </summary>
    /// <exception cref="NotATokenException">There is a secret under this name, and it is no Dynatrace token.</exception>
    Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a token under <paramref name="name"/>, in place of what was there.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="token">The whole token.</param>
    /// <param name="tokenId">The token's ID, kept as metadata where the store has such.</param>
    /// <param name="cancellationToken">Stops the call; it may have been carried out all the same.</param>
    Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the entry. One that is not there counts as removed; a store that cannot remove keeps it silently.
    /// </summary>
    Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of all entries; null where the store does not tell them.</summary>
    Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken);
}

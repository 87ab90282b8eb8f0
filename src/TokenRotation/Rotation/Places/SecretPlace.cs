using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// Where the secrets of one rotation are: an entry of a store, or several that all get the same secrets; without any, the
/// pipeline, which keeps nothing and gives nothing back. It believes only what it reads back. A
/// <see cref="SecretNameException"/> says that the tokens' name makes no entry; a <see cref="SecretStoreException"/>, that a
/// store does not do what it is asked: what comes after it in the list has not been asked then.
/// </summary>
internal sealed class SecretPlace(IReadOnlyList<StoreEntry> entries)
{
    /// <summary>The pipeline.</summary>
    public static SecretPlace Pipeline { get; } = new([]);

    public bool IsPipeline => entries.Count == 0;

    /// <summary>The entries, for what has to be done to each by itself.</summary>
    public IReadOnlyList<StoreEntry> Entries => entries;

    /// <summary>How stamps call it; null where the tokens' name makes no entry.</summary>
    public string? Mark => IsPipeline ? NameStamp.Pipeline : Names.Count == 0 ? null : PlaceMark.Of(Names);

    /// <summary>The entries' names, each with its store; none where the tokens' name makes no entry.</summary>
    public IReadOnlyList<(string Store, string Entry)> Names
    {
        get
        {
            try
            {
                return entries.Select(entry => (entry.Store, entry.Name)).ToList();
            }
            catch (SecretNameException)
            {
                return [];
            }
        }
    }

    /// <summary>Proves, before anything is created, that every store keeps what it is given.</summary>
    public Task ProveAsync(StoreProofs proofs) => OnEachAsync(entry => entry.ProveAsync(proofs));

    /// <summary>What each entry holds now.</summary>
    /// <param name="successors">The tokens whose secrets it may hold as pending.</param>
    /// <param name="isDead">Whether the environment has no token of a secret any more.</param>
    public async Task<IReadOnlyList<StoreFacts>> ReadAsync(
        IReadOnlyList<DtToken> successors, Func<StoredSecret, Task<bool>> isDead)
    {
        var read = new List<StoreFacts>();
        foreach (var entry in entries)
        {
            read.Add(await entry.ReadAsync(successors, isDead).ConfigureAwait(false));
        }

        return read;
    }

    /// <summary>Whether every entry holds a token's secret as the one in use; the pipeline holds none.</summary>
    public async Task<bool> IsCurrentEverywhereAsync(string id)
    {
        foreach (var entry in entries)
        {
            if ((await entry.CurrentAsync().ConfigureAwait(false))?.TokenId != id)
            {
                return false;
            }
        }

        return !IsPipeline;
    }

    /// <summary>The entries that hold a token's secret as the one in use; null if none does.</summary>
    public async Task<SecretPlace?> HoldingAsync(string id)
    {
        var holding = new List<StoreEntry>();
        foreach (var entry in entries)
        {
            if ((await entry.CurrentAsync().ConfigureAwait(false))?.TokenId == id)
            {
                holding.Add(entry);
            }
        }

        return holding.Count == 0 ? null : new SecretPlace(holding);
    }

    /// <summary>The secret that is in use, by the first entry; null for none.</summary>
    public async Task<StoredSecret?> CurrentAsync() =>
        IsPipeline ? null : await entries[0].CurrentAsync().ConfigureAwait(false);

    /// <summary>The secret that was in use before; null if there is none, or another token's.</summary>
    public Task<ApiToken?> PreviousAsync(string oldId) => AnyAsync(entry => entry.PreviousAsync(oldId));

    /// <summary>
    /// A new token's secret, kept until the one that it replaces is deleted; null if there is none, or another token's.
    /// </summary>
    public Task<ApiToken?> PendingAsync(string id) => AnyAsync(entry => entry.PendingAsync(id));

    /// <summary>
    /// Keeps the secret of a token that some entries hold, in use or as pending, beside all of them; false where none holds it.
    /// </summary>
    public async Task<bool> SpreadAsync(string id)
    {
        var held = await PendingAsync(id).ConfigureAwait(false)
            ?? (await HoldingAsync(id).ConfigureAwait(false) is { } holding
                && await holding.CurrentAsync().ConfigureAwait(false) is { } current && current.TokenId == id
                ? current.Token : null);
        if (held is null)
        {
            return false;
        }

        await KeepPendingAsync(held, id).ConfigureAwait(false);
        return true;
    }

    /// <summary>Keeps a new token's secret beside every entry, and gives back what was read.</summary>
    public async Task<ApiToken> KeepPendingAsync(ApiToken token, string id)
    {
        var kept = token;
        foreach (var entry in entries)
        {
            kept = await entry.KeepPendingAsync(token, id).ConfigureAwait(false);
        }

        return kept;
    }

    /// <summary>Keeps the old secret beside the entries that hold it; false if one no longer holds what was read there.</summary>
    public async Task<bool> KeepPreviousAsync(string oldId, StoreFacts read)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (read.Currents.ElementAtOrDefault(i) == oldId)
            {
                var replaced = await entries[i].CurrentAsync().ConfigureAwait(false);
                if (replaced?.TokenId != oldId)
                {
                    return false;
                }

                await entries[i].KeepPreviousAsync(replaced.Token, oldId).ConfigureAwait(false);
            }
        }

        return true;
    }

    /// <summary>Puts a secret into use.</summary>
    /// <param name="token">The secret.</param>
    /// <param name="id">The ID of its token.</param>
    /// <param name="cancellationToken">Stops the writing; it may have been carried out all the same.</param>
    public Task KeepCurrentAsync(ApiToken token, string id, CancellationToken cancellationToken) =>
        OnEachAsync(entry => entry.KeepCurrentAsync(token, id, cancellationToken));

    /// <summary>Removes the pending secret of a new token, wherever it is.</summary>
    public Task ForgetPendingAsync(string id) => OnEachAsync(entry => entry.ForgetPendingAsync(id));

    /// <summary>Removes the secret that was in use before, wherever it is the old token's.</summary>
    public Task ForgetPreviousAsync(string oldId) => OnEachAsync(entry => entry.ForgetPreviousAsync(oldId));

    /// <inheritdoc cref="StoreEntry.SweepAsync"/>
    public Task SweepAsync(StoreListings listings, Func<StoredSecret, string?, Task<bool>> isLeftOver) =>
        OnEachAsync(entry => entry.SweepAsync(listings, isLeftOver));

    /// <inheritdoc cref="StoreEntry.OldSecretMissing"/>
    public SecretStoreException OldSecretMissing(DtToken old) => entries[0].OldSecretMissing(old);

    private async Task OnEachAsync(Func<StoreEntry, Task> act)
    {
        foreach (var entry in entries)
        {
            await act(entry).ConfigureAwait(false);
        }
    }

    private async Task<ApiToken?> AnyAsync(Func<StoreEntry, Task<ApiToken?>> read)
    {
        foreach (var entry in entries)
        {
            if (await read(entry).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}

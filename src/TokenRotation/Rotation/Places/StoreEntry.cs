using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// The entry of one rotation in a store, and those that are kept beside it. It alone knows which of them holds what, and it
/// believes only what it reads back.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="entries">What the entries are called, asked for when one is needed: a name may make none.</param>
/// <param name="api">Where a secret that comes without its ID is looked up.</param>
/// <param name="abort">Ends everything at once.</param>
internal sealed class StoreEntry(ISecretStore store, Func<SecretSlots> entries, ITokenApi api, CancellationToken abort)
{
    private const int MostLooks = 4;

    /// <summary>How the store is called.</summary>
    public string Store => store.Name;

    /// <summary>What the entry is called.</summary>
    /// <exception cref="SecretNameException">The tokens' name makes no entry.</exception>
    public string Name => entries().Current;

    /// <summary>Proves that the store keeps what it is given, and has room for a new secret beside the current one.</summary>
    public async Task ProveAsync(StoreProofs proofs)
    {
        await proofs.ProveAsync(store, entries()).ConfigureAwait(false);
        if (store.Removal == EntryRemoval.Never)
        {
            await LeastNeededAsync(null).ConfigureAwait(false);
        }
    }

    /// <summary>What it holds now.</summary>
    /// <param name="successors">The tokens whose secrets it may hold as pending.</param>
    /// <param name="isDead">Whether the environment has no token of a secret any more.</param>
    public async Task<StoreFacts> ReadAsync(IReadOnlyList<DtToken> successors, Func<StoredSecret, Task<bool>> isDead)
    {
        var all = successors.GroupBy(token => token.Id).Select(same => same.First()).ToList();
        var held = await HeldAsync(all.Where(IsPending)).ConfigureAwait(false);
        var isFull = store.Removal == EntryRemoval.Never
            && all.Count(token => token.Enabled && held.Contains(token.Id)) >= entries().Alternating.Count;
        try
        {
            var current = await CurrentAsync().ConfigureAwait(false);
            // One that has its clean name is in its place, unless something has been written over it.
            held.AddRange(all.Exists(token => token.Id == current?.TokenId && token.Enabled)
                ? []
                : await HeldAsync(all.Where(token => !IsPending(token))).ConfigureAwait(false));
            return new StoreFacts(
                current?.TokenId,
                current is { TokenId: not null } && await isDead(current).ConfigureAwait(false),
                Unreadable: current is { TokenId: null },
                held)
            {
                IsFull = isFull,
            };
        }
        catch (NotATokenException)
        {
            return new StoreFacts(null, CurrentIsDead: false, Unreadable: true, held) { IsFull = isFull };
        }
    }

    /// <summary>The secret that is in use, with the ID of its token; null for none.</summary>
    public Task<StoredSecret?> CurrentAsync() => ReadWithIdAsync(entries().Current);

    /// <inheritdoc cref="SecretPlace.PreviousAsync"/>
    public async Task<ApiToken?> PreviousAsync(string oldId)
    {
        var previous = await store.ReadAsync(entries().Previous, abort).ConfigureAwait(false);
        return previous is not null && (previous.TokenId ?? oldId) == oldId ? previous.Token : null;
    }

    /// <inheritdoc cref="SecretPlace.PendingAsync"/>
    public async Task<ApiToken?> PendingAsync(string id)
    {
        var slots = entries();
        IReadOnlyList<string> names = store.Removal switch
        {
            EntryRemoval.Always => [slots.Pending(id)],
            EntryRemoval.InThisRun => [slots.Pending(id), .. slots.Alternating],
            _ => [.. slots.Alternating, slots.Pending(id)],
        };
        foreach (var name in names)
        {
            if (await ReadWithIdAsync(name).ConfigureAwait(false) is { } pending && pending.TokenId == id)
            {
                return pending.Token;
            }
        }

        return null;
    }

    /// <summary>Keeps a new token's secret, and gives back what was read.</summary>
    public async Task<ApiToken> KeepPendingAsync(ApiToken token, string id)
    {
        var name = store.Removal == EntryRemoval.Never ? await FreeAsync(id).ConfigureAwait(false) : entries().Pending(id);
        return await KeepAsync(name, token, id, abort).ConfigureAwait(false);
    }

    /// <summary>Keeps the secret that is about to be replaced.</summary>
    public Task KeepPreviousAsync(ApiToken token, string oldId) => KeepAsync(entries().Previous, token, oldId, abort);

    /// <inheritdoc cref="SecretPlace.KeepCurrentAsync"/>
    public Task KeepCurrentAsync(ApiToken token, string id, CancellationToken cancellationToken) =>
        KeepAsync(entries().Current, token, id, cancellationToken);

    /// <summary>Removes the entry of a new token, if there is one.</summary>
    public async Task ForgetPendingAsync(string id)
    {
        try
        {
            await store.RemoveAsync(entries().Pending(id), abort).ConfigureAwait(false);
        }
        catch (SecretNameException)
        {
            // A token that cannot have an entry of this kind has left none.
        }
    }

    /// <summary>Removes the secret that was in use before, if it is the old token's.</summary>
    public async Task ForgetPreviousAsync(string oldId)
    {
        try
        {
            if (await PreviousAsync(oldId).ConfigureAwait(false) is not null)
            {
                await store.RemoveAsync(entries().Previous, abort).ConfigureAwait(false);
            }
        }
        catch (SecretNameException)
        {
            // A token that cannot have an entry of this kind has left none.
        }
    }

    /// <summary>Removes what dead runs have left beside it, as far as the store can be listed. What fails stays.</summary>
    /// <param name="listings">What the stores' entries are called.</param>
    /// <param name="isLeftOver">Whether nothing needs a secret any more, given the token that is in use.</param>
    public async Task SweepAsync(StoreListings listings, Func<StoredSecret, string?, Task<bool>> isLeftOver)
    {
        if (store.Removal == EntryRemoval.Never)
        {
            return;
        }

        try
        {
            var slots = entries();
            var beside = (await listings.NamesAsync(store).ConfigureAwait(false)).Where(slots.Has).ToList();
            var current = beside.Count == 0 ? null : await CurrentAsync().ConfigureAwait(false);
            foreach (var name in beside)
            {
                if (string.Equals(name, slots.Canary, StringComparison.OrdinalIgnoreCase)
                    || (await ReadWithIdAsync(name).ConfigureAwait(false) is { } held
                        && await isLeftOver(held, current?.TokenId).ConfigureAwait(false)))
                {
                    await store.RemoveAsync(name, abort).ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure) when (failure is SecretStoreException or SecretNameException or TokenApiException)
        {
            // A later rotation comes by here again.
        }
    }

    /// <summary>It does not hold what was put into it.</summary>
    public SecretStoreException NotKept(string id) => NotKept(entries().Current, id);

    /// <summary>It was given another secret while the old token was being revoked.</summary>
    public SecretStoreException ChangedMeanwhile(DtToken old) =>
        new(RotationMessages.ChangedMeanwhile(store.Name, entries().Current, old));

    /// <summary>The old token's secret is not where it would be taken back from.</summary>
    public SecretStoreException OldSecretMissing(DtToken old) =>
        new(RotationMessages.OldSecretMissing(store.Name, entries().Previous, old));

    // Telling how much each is needed takes a while, and so may the last look: what another run has written meanwhile is not
    // written over.
    private async Task<string> FreeAsync(string id)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (name, held) = await LeastNeededAsync(id).ConfigureAwait(false);
            var from = api.ServerTimes.Latest;
            var isSame = Equals((await ReadWithIdAsync(name).ConfigureAwait(false))?.Token, held);
            if (attempt == MostLooks || (isSame && api.ServerTimes.Latest - from <= RotationTimes.HeldUp))
            {
                return name;
            }
        }
    }

    // Of the entries that take new tokens in turn the one whose secret is needed least, and that secret.
    private async Task<(string Name, ApiToken? Held)> LeastNeededAsync(string? id)
    {
        var slots = entries().Alternating;
        var needs = new List<(Need Need, string Name, ApiToken? Held)>();
        foreach (var name in slots)
        {
            var (need, held) = await NeedAsync(name, id).ConfigureAwait(false);
            needs.Add((need, name, held));
        }

        var least = needs.OrderBy(one => one.Need).First();
        return least.Need < Need.Pending
            ? (least.Name, least.Held)
            : throw new SecretStoreException(RotationMessages.NoFreeEntry(store.Name, slots[0], slots[1]));
    }

    private async Task<(Need Need, ApiToken? Held)> NeedAsync(string name, string? id)
    {
        try
        {
            var held = await ReadWithIdAsync(name).ConfigureAwait(false);
            return (held is null ? Need.None : await NeedAsync(held, id).ConfigureAwait(false), held?.Token);
        }
        catch (NotATokenException)
        {
            return (Need.Pending, null);
        }
    }

    private async Task<Need> NeedAsync(StoredSecret held, string? id) =>
        held.TokenId is not { } otherId ? Need.OfNobody
            : otherId == id ? Need.None
            : await api.FindAsync(otherId, abort).ConfigureAwait(false) is { } token
                ? IsPending(token) && token.Enabled ? Need.Pending : Need.OfSettled
            // A node of a cluster may not know yet what another has made.
            : await api.FindAsync(held.Token, abort).ConfigureAwait(false) is null ? Need.OfNobody
            : Need.Pending;

    private async Task<List<string>> HeldAsync(IEnumerable<DtToken> tokens)
    {
        var held = new List<string>();
        foreach (var token in tokens)
        {
            if (await PendingAsync(token.Id).ConfigureAwait(false) is not null)
            {
                held.Add(token.Id);
            }
        }

        return held;
    }

    private static bool IsPending(DtToken token) =>
        NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending } || TenantSnapshot.IsLeased(token);

    private SecretStoreException NotKept(string entry, string id) => new(RotationMessages.NotKept(store.Name, entry, id));

    private async Task<StoredSecret?> ReadWithIdAsync(string entry)
    {
        var stored = await store.ReadAsync(entry, abort).ConfigureAwait(false);
        return stored is null || stored.TokenId is not null
            ? stored
            : stored with { TokenId = (await api.FindAsync(stored.Token, abort).ConfigureAwait(false))?.Id };
    }

    private async Task<ApiToken> KeepAsync(string entry, ApiToken token, string id, CancellationToken cancellationToken)
    {
        await store.WriteAsync(entry, token, id, cancellationToken).ConfigureAwait(false);
        var kept = await store.ReadAsync(entry, abort).ConfigureAwait(false);
        return token.Equals(kept?.Token) ? kept!.Token : throw NotKept(entry, id);
    }

    // How much the secret of an entry that takes new tokens in turn is needed.
    private enum Need
    {
        /// <summary>There is none, or it is the new token's.</summary>
        None,

        /// <summary>Its token is gone.</summary>
        OfNobody,

        /// <summary>Its token is revoked, or has its clean name: the current entry holds it.</summary>
        OfSettled,

        /// <summary>Its token is on its way to the current entry, or it is no token.</summary>
        Pending,
    }
}

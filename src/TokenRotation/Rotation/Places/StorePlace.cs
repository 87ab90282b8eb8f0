using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>The entries of one rotation in a store.</summary>
/// <param name="store">The store.</param>
/// <param name="entries">What the entries are called, asked for when one is needed: a name may make none.</param>
/// <param name="api">Where a secret that comes without its ID is looked up.</param>
/// <param name="abort">Ends everything at once.</param>
internal sealed class StorePlace(ISecretStore store, Func<SecretSlots> entries, ITokenApi api, CancellationToken abort)
    : SecretPlace
{
    public override bool IsPipeline => false;

    public override string? Mark
    {
        get
        {
            try
            {
                return PlaceMark.Of(store.Name, entries().Current);
            }
            catch (SecretNameException)
            {
                return null;
            }
        }
    }

    public override Task ProveAsync(StoreProofs proofs) => proofs.ProveAsync(store, entries());

    public override async Task<StoreFacts?> ReadAsync(IEnumerable<DtToken> successors, Func<StoredSecret, Task<bool>> isDead)
    {
        var held = new List<string>();
        foreach (var token in successors.Where(IsPending).GroupBy(token => token.Id).Select(same => same.First()))
        {
            if (await PendingAsync(token.Id).ConfigureAwait(false) is not null)
            {
                held.Add(token.Id);
            }
        }

        try
        {
            var current = await CurrentAsync().ConfigureAwait(false);
            return new StoreFacts(
                current?.TokenId,
                current is { TokenId: not null } && await isDead(current).ConfigureAwait(false),
                Unreadable: current is { TokenId: null },
                held);
        }
        catch (NotATokenException)
        {
            return new StoreFacts(null, CurrentIsDead: false, Unreadable: true, held);
        }
    }

    public override Task<StoredSecret?> CurrentAsync() => ReadWithIdAsync(entries().Current);

    public override async Task<ApiToken?> PreviousAsync(string oldId)
    {
        var previous = await store.ReadAsync(entries().Previous, abort).ConfigureAwait(false);
        return previous is not null && (previous.TokenId ?? oldId) == oldId ? previous.Token : null;
    }

    public override async Task<ApiToken?> PendingAsync(string id)
    {
        var pending = await ReadWithIdAsync(entries().Pending(id)).ConfigureAwait(false);
        return pending?.TokenId == id ? pending.Token : null;
    }

    public override Task<ApiToken> KeepPendingAsync(ApiToken token, string id) =>
        KeepAsync(entries().Pending(id), token, id, abort);

    public override Task KeepPreviousAsync(ApiToken token, string oldId) => KeepAsync(entries().Previous, token, oldId, abort);

    public override Task KeepCurrentAsync(ApiToken token, string id, CancellationToken cancellationToken) =>
        KeepAsync(entries().Current, token, id, cancellationToken);

    public override async Task ForgetPendingAsync(string id)
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

    public override async Task ForgetPreviousAsync(string oldId)
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

    public override SecretStoreException NotKept(string id) => NotKept(entries().Current, id);

    public override SecretStoreException ChangedMeanwhile(DtToken old) =>
        new(RotationMessages.ChangedMeanwhile(store.Name, entries().Current, old));

    public override SecretStoreException OldSecretMissing(DtToken old) =>
        new(RotationMessages.OldSecretMissing(store.Name, entries().Previous, old));

    private static bool IsPending(DtToken token) => NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending };

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
}

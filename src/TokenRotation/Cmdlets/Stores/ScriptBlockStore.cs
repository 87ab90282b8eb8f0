using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>Any store that the user's script blocks reach: one to write, one to read back, and perhaps one to remove.</summary>
internal sealed class ScriptBlockStore(
    StoreScript store, StoreScript retrieve, StoreScript? discard, SecretsSeen seen) : ISecretStore
{
    public string Name => store.Name;

    public EntryRemoval Removal => discard is null ? EntryRemoval.Never : EntryRemoval.InThisRun;

    public async Task<StoredSecret?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var found = await retrieve.RunAsync("read", name, token: null, tokenId: null, cancellationToken).ConfigureAwait(false);
        if (found.All(TokenSecrets.IsNothing))
        {
            return null;
        }

        var token = TokenSecrets.Parse(found, retrieve.Name, name);
        seen.Add(token);
        return new StoredSecret(token, token.Id);
    }

    public Task WriteAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken) =>
        store.RunAsync("write", name, token, tokenId, cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        discard is null ? Task.CompletedTask : discard.RunAsync("remove", name, token: null, tokenId: null, cancellationToken);

    public Task<IReadOnlyCollection<string>?> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyCollection<string>?>(null);
}

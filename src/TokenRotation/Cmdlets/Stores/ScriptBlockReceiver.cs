using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// A script block that takes the new token and gives nothing back: no store, as nothing can be read back from it, but a
/// hand-over like that to the pipeline.
/// </summary>
internal sealed class ScriptBlockReceiver(StoreScript store)
{
    /// <summary>How it is called in messages.</summary>
    public string Name => store.Name;

    /// <summary>Hands a token over; it has been taken when this returns.</summary>
    /// <exception cref="SecretStoreException">The script block failed; it may have kept the token all the same.</exception>
    public Task HandOverAsync(string name, ApiToken token, string tokenId, CancellationToken cancellationToken) =>
        store.RunAsync("take", name, token, tokenId, cancellationToken);
}

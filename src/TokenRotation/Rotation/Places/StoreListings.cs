using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>What the entries of stores are called, asked once in a run: some vaults tell it slowly.</summary>
/// <param name="abort">Ends everything at once.</param>
internal sealed class StoreListings(CancellationToken abort)
{
    private readonly Dictionary<ISecretStore, Task<IReadOnlyCollection<string>?>> _names = [];

    /// <summary>The names of all entries; none where the store does not tell them.</summary>
    public async Task<IReadOnlyCollection<string>> NamesAsync(ISecretStore store)
    {
        Task<IReadOnlyCollection<string>?> names;
        lock (_names)
        {
            if (!_names.TryGetValue(store, out names))
            {
                _names.Add(store, names = store.ListAsync(abort));
            }
        }

        return await names.ConfigureAwait(false) ?? [];
    }
}

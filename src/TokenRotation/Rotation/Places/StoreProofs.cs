using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>Which stores have proved in this run that they keep what they are given; each does it once.</summary>
/// <param name="abort">Ends everything at once.</param>
internal sealed class StoreProofs(CancellationToken abort)
{
    private readonly Dictionary<ISecretStore, Task> _proofs = [];

    /// <exception cref="SecretStoreException">The store does not keep what it is given.</exception>
    public Task ProveAsync(ISecretStore store, SecretSlots entries)
    {
        lock (_proofs)
        {
            if (!_proofs.TryGetValue(store, out var proof))
            {
                _proofs.Add(store, proof = StoreCanary.SendAsync(store, entries.Canary, abort));
            }

            return proof;
        }
    }
}

using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>A worthless secret that is written, read back and removed: what a store does with it, it does with a token.</summary>
internal static class StoreCanary
{
    private const string Id = "canary";

    /// <exception cref="SecretStoreException">The store cannot be written or read, or does not give back what it was
    /// given.</exception>
    public static async Task SendAsync(ISecretStore store, string entry, CancellationToken cancellationToken)
    {
        using var canary = ApiToken.Parse(OperationId.Next() + OperationId.Next() + OperationId.Next());
        await store.WriteAsync(entry, canary, Id, cancellationToken).ConfigureAwait(false);
        var back = await store.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
        await store.RemoveAsync(entry, cancellationToken).ConfigureAwait(false);
        if (!canary.Equals(back?.Token))
        {
            throw new SecretStoreException(RotationMessages.NotKept(store.Name, entry, Id));
        }
    }
}

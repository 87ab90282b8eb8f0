using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// A worthless secret that is written, read back and removed: what a store does with it, it does with a token. Its entry has one
/// name, so that a run that is killed leaves one entry at most, which the next one removes.
/// </summary>
internal static class StoreCanary
{
    private const string Id = "canary";

    // Another run may send its own to the same entry at the same time.
    private const int Attempts = 3;

    /// <exception cref="SecretStoreException">The store cannot be written or read, or does not give back what it was
    /// given.</exception>
    public static async Task SendAsync(ISecretStore store, string entry, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            for (var attempt = 0; attempt < Attempts && !isKept; attempt++)
            {
                isKept = await IsKeptAsync(store, entry, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await RemoveAsync(store, entry, isKept, cancellationToken).ConfigureAwait(false);
        }

        if (!isKept)
        {
            throw new SecretStoreException(RotationMessages.NotKept(store.Name, entry, Id));
        }
    }

    private static async Task<bool> IsKeptAsync(ISecretStore store, string entry, CancellationToken cancellationToken)
    {
        using var canary = ApiToken.Parse(OperationId.Next() + OperationId.Next() + OperationId.Next());
        await store.WriteAsync(entry, canary, Id, cancellationToken).ConfigureAwait(false);
        var back = await store.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
        return canary.Equals(back?.Token);
    }

    // A store that has failed before is told by that failure.
    private static async Task RemoveAsync(ISecretStore store, string entry, bool isKept, CancellationToken cancellationToken)
    {
        try
        {
            await store.RemoveAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!isKept && failure is SecretStoreException or OperationCanceledException)
        {
        }
    }
}

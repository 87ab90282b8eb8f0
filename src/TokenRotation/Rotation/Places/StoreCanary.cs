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

    // Another run may send its own to the same entry at the same time: what it gives back is then something else each time.
    private const int Attempts = 3;
    private const int MostAttempts = 12;

    /// <exception cref="SecretStoreException">The store cannot be written or read, or does not give back what it was
    /// given.</exception>
    public static async Task SendAsync(ISecretStore store, string entry, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            StoredSecret? before = null, back = null;
            for (var attempt = 0; !isKept && (attempt < Attempts || IsOfAnother(back, before, attempt)); attempt++)
            {
                using var canary = ApiToken.Parse(OperationId.Next() + OperationId.Next() + OperationId.Next());
                await store.WriteAsync(entry, canary, Id, cancellationToken).ConfigureAwait(false);
                before = back;
                back = await store.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
                isKept = canary.Equals(back?.Token);
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

    private static bool IsOfAnother(StoredSecret? back, StoredSecret? before, int attempts) =>
        attempts < MostAttempts && back is not null && !back.Token.Equals(before?.Token);

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

using TokenRotation.Rotation.Planning;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// Where the secrets of one rotation are. It alone knows which entry of which store holds what, and it believes only what it
/// reads back. A <see cref="SecretNameException"/> says that the tokens' name makes no entry; a
/// <see cref="SecretStoreException"/>, that the store does not do what it is asked.
/// </summary>
internal abstract class SecretPlace
{
    /// <summary>The pipeline keeps nothing and gives nothing back.</summary>
    public static SecretPlace Pipeline { get; } = new PipelinePlace();

    public abstract bool IsPipeline { get; }

    /// <summary>How stamps call it; null where the tokens' name makes no entry.</summary>
    public abstract string? Mark { get; }

    /// <summary>Proves, before anything is created, that the place keeps what it is given.</summary>
    public abstract Task ProveAsync(StoreProofs proofs);

    /// <summary>What the place holds now; null for the pipeline.</summary>
    /// <param name="successors">The tokens whose secrets it may hold as pending.</param>
    /// <param name="isDead">Whether the environment has no token of a secret any more.</param>
    public abstract Task<StoreFacts?> ReadAsync(IEnumerable<DtToken> successors, Func<StoredSecret, Task<bool>> isDead);

    /// <summary>The secret that is in use, with the ID of its token; null for none.</summary>
    public abstract Task<StoredSecret?> CurrentAsync();

    /// <summary>The secret that was in use before; null if there is none, or another token's.</summary>
    public abstract Task<ApiToken?> PreviousAsync(string oldId);

    /// <summary>
    /// A new token's secret, kept until the one that it replaces is deleted; null if there is none, or another token's.
    /// </summary>
    public abstract Task<ApiToken?> PendingAsync(string id);

    /// <summary>Keeps a new token's secret, and gives back what was read.</summary>
    public abstract Task<ApiToken> KeepPendingAsync(ApiToken token, string id);

    /// <summary>Keeps the secret that is about to be replaced.</summary>
    public abstract Task KeepPreviousAsync(ApiToken token, string oldId);

    /// <summary>Puts a secret into use.</summary>
    /// <param name="token">The secret.</param>
    /// <param name="id">The ID of its token.</param>
    /// <param name="cancellationToken">Stops the write; it may have been carried out all the same.</param>
    public abstract Task KeepCurrentAsync(ApiToken token, string id, CancellationToken cancellationToken);

    /// <summary>Removes the entry of a new token, if there is one.</summary>
    public abstract Task ForgetPendingAsync(string id);

    /// <summary>Removes the secret that was in use before, if it is the old token's.</summary>
    public abstract Task ForgetPreviousAsync(string oldId);

    /// <summary>The current entry does not hold what was put into it.</summary>
    public abstract SecretStoreException NotKept(string id);

    /// <summary>The current entry was given another secret while the old token was being revoked.</summary>
    public abstract SecretStoreException ChangedMeanwhile(DtToken old);

    /// <summary>The old token's secret is not where it would be taken back from.</summary>
    public abstract SecretStoreException OldSecretMissing(DtToken old);
}

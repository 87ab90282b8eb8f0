using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation.Places;

/// <summary>
/// The pipeline: there is nothing to prove, to read or to remove. The planner asks nobody to keep something there.
/// </summary>
internal sealed class PipelinePlace : SecretPlace
{
    public override bool IsPipeline => true;

    public override string? Mark => NameStamp.Pipeline;

    public override Task ProveAsync(StoreProofs proofs) => Task.CompletedTask;

    public override Task<StoreFacts?> ReadAsync(IEnumerable<DtToken> successors, Func<StoredSecret, Task<bool>> isDead) =>
        Task.FromResult<StoreFacts?>(null);

    public override Task<StoredSecret?> CurrentAsync() => Task.FromResult<StoredSecret?>(null);

    public override Task<ApiToken?> PreviousAsync(string oldId) => Task.FromResult<ApiToken?>(null);

    public override Task<ApiToken?> PendingAsync(string id) => Task.FromResult<ApiToken?>(null);

    public override Task<ApiToken> KeepPendingAsync(ApiToken token, string id) => throw KeepsNothing();

    public override Task KeepPreviousAsync(ApiToken token, string oldId) => throw KeepsNothing();

    public override Task KeepCurrentAsync(ApiToken token, string id, CancellationToken cancellationToken) => throw KeepsNothing();

    public override Task ForgetPendingAsync(string id) => Task.CompletedTask;

    public override Task ForgetPreviousAsync(string oldId) => Task.CompletedTask;

    public override SecretStoreException NotKept(string id) => throw KeepsNothing();

    public override SecretStoreException ChangedMeanwhile(DtToken old) => throw KeepsNothing();

    public override SecretStoreException OldSecretMissing(DtToken old) => throw KeepsNothing();

    private static NotSupportedException KeepsNothing() => new("The pipeline keeps no secret.");
}

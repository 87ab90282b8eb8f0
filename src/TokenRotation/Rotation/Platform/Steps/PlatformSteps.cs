using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation.Platform.Steps;

/// <summary>Takes the steps of one platform token's rotation.</summary>
internal sealed class PlatformSteps(RotationRun run, RotationTarget target, PlatformFactFinder finder, IRotationHost host)
    : IRotationSteps
{
    private readonly LeaseSteps _lease = new(run, target, finder);
    private readonly ExtensionSteps _extension = new(run, target, finder, host);
    private readonly ExpirySteps _expiry = new(run, finder);

    public Task<RotationFacts> TakeAsync(RotationFacts facts, RotationPlan plan) => plan.Step switch
    {
        RotationStep.Create => _lease.MintAsync(facts),
        RotationStep.Elect => _lease.ElectAsync(facts),
        RotationStep.Withdraw => _lease.WithdrawAsync(facts),
        RotationStep.Resume => _lease.ResumeAsync(facts, plan.Successor!),
        RotationStep.Store => _lease.StoreAsync(facts),
        RotationStep.Verify => _lease.ProveAsync(facts),
        RotationStep.Recheck => _extension.RecheckAsync(facts),
        RotationStep.Commit => _extension.ExtendAsync(facts),
        RotationStep.HandOver => _extension.HandOverAsync(facts),
        RotationStep.Mend => _extension.MendAsync(facts, plan.Successor!),
        RotationStep.Promote => _extension.PromoteAsync(facts, plan.Successor!),
        RotationStep.RevokeFirst => _expiry.RevokeFirstAsync(facts),
        RotationStep.Revoke => _expiry.EndAsync(facts),
        RotationStep.Delete => _expiry.DeleteAsync(facts),
        RotationStep.Collect => _expiry.CollectAsync(facts, plan.Successor!),
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Step, null),
    };
}

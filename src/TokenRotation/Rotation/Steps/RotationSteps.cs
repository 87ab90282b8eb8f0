using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// Takes the steps of one rotation. Each changes one thing and answers with the facts as they are afterwards; each may be taken
/// twice, and does nothing the second time. Whether a step is right is the planner's business alone.
/// </summary>
internal sealed class RotationSteps(RotationRun run, RotationTarget target, FactFinder finder, IRotationHost host)
    : IRotationSteps
{
    private readonly NewTokenSteps _newToken = new(run, target, finder);
    private readonly CommitSteps _commit = new(run, finder, host);
    private readonly EndSteps _end = new(run, finder, host);
    private readonly MendStep _mend = new(run, finder);

    public Task<RotationFacts> TakeAsync(RotationFacts facts, RotationPlan plan) => plan.Step switch
    {
        RotationStep.Create => _newToken.CreateAsync(facts),
        RotationStep.Elect => _newToken.ElectAsync(facts),
        RotationStep.Withdraw => _newToken.WithdrawAsync(facts),
        RotationStep.Resume => _newToken.ResumeAsync(facts, plan.Successor!),
        RotationStep.Store => _newToken.StoreAsync(facts),
        RotationStep.Verify => _newToken.VerifyAsync(facts),
        RotationStep.Recheck => _commit.RecheckAsync(facts),
        RotationStep.Commit => _commit.CommitAsync(facts, plan.Successor!),
        RotationStep.Mend => _mend.TakeAsync(facts),
        RotationStep.HandOver => _commit.HandOverAsync(facts),
        RotationStep.Promote => _commit.PromoteAsync(facts, plan.Successor!),
        RotationStep.RevokeFirst => _end.RevokeFirstAsync(facts),
        RotationStep.Revoke => _end.RevokeAsync(facts, plan.Successor!),
        RotationStep.Rename => _end.RenameAsync(facts, plan.Successor!),
        RotationStep.Delete => _end.DeleteAsync(facts),
        RotationStep.Collect => _end.CollectAsync(facts, plan.Successor!),
        RotationStep.Reinstate => _end.ReinstateAsync(facts, plan.Successor!),
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Step, null),
    };
}

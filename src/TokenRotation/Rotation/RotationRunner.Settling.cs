using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation;

/// <content>What a run waits for itself: a later one would have to begin again.</content>
internal sealed partial class RotationRunner
{
    // True if every node knows the mark by now that this run has dated anew.
    private async Task<bool> AwaitRenewalAsync(RotationFacts facts, RotationPlan plan)
    {
        if (plan.Step != RotationStep.None
            || new Situation(facts) is not { RenewalIsSettling: true, RenewalSettledAt: { } settledAt })
        {
            return false;
        }

        run.Lists.Leave();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, run.Abort);
        try
        {
            await run.Options.Time.PauseAsync(settledAt - (facts.Earliest ?? facts.Now), ending.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!run.Abort.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            run.Lists.Return();
        }
    }
}

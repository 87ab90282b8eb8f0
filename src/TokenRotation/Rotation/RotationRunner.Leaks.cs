using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Rotation;

/// <content>What has leaked goes before anything is made, locked or read from a store.</content>
internal sealed partial class RotationRunner
{
    // The targets that there is more to do for.
    private async Task<IReadOnlyList<RotationTarget>> EndLeaksAsync(IReadOnlyList<RotationTarget> targets)
    {
        var open = await Task.WhenAll(
            targets.Select(async target => !target.Policy.Compromised || await EndLeakAsync(target).ConfigureAwait(false)))
            .ConfigureAwait(false);
        return targets.Where((_, i) => open[i]).ToList();
    }

    private async Task<bool> EndLeakAsync(RotationTarget target)
    {
        var facts = Empty(target);
        var plan = new RotationPlan(RotationState.Due, RotationStep.None, string.Empty);
        try
        {
            facts = run.AtThisMoment(facts with { Old = await run.Api.FindAsync(target.OldId, run.Abort).ConfigureAwait(false) });
            plan = run.Options.Planner(facts);
            if (plan.Step != RotationStep.RevokeFirst)
            {
                return true;
            }

            if (await MayTakeAsync(facts, plan, isApproved: false).ConfigureAwait(false))
            {
                var (_, steps) = TokenKinds.Of(run, target, host);
                await TakeAsync(steps, facts, plan).ConfigureAwait(false);
                return true;
            }

            await host.ReportAsync(new RotationReport(target, facts, plan, null)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TokenApiException or HandOverException)
        {
            await host.ReportAsync(new RotationReport(target, facts, plan, failure)).ConfigureAwait(false);
        }

        return false;
    }
}

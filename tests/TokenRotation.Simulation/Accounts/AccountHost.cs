using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;

namespace TokenRotation.Simulation.Accounts;

/// <summary>Whoever runs the rotation: says yes, gives secrets to the consumer, and listens.</summary>
internal sealed class AccountHost(AccountRun run) : IRotationHost
{
    public Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan) => run.World.SuspendAsync(
        run,
        CallKind.Approve,
        $"approve {plan.Step}",
        call =>
        {
            run.IsHindered |= call.Twist == Fault.Lie;
            return call.Twist != Fault.Lie;
        },
        run.Abort.Token);

    public Task HandOverAsync(HandedOverToken token)
    {
        var secret = token.Created.Token.Reveal();
        return run.World.SuspendAsync(
            run,
            CallKind.HandOver,
            $"hand over {token.Created.Id}",
            call =>
            {
                if (call.Deed == Deed.WantNoMore)
                {
                    throw new HandOverException("The pipeline has ended.", new InvalidOperationException()) { IsUntaken = true };
                }

                if (call.Deed == Deed.FailBeforeKeeping)
                {
                    throw new HandOverException("The consumer failed.", new InvalidOperationException());
                }

                run.World.Invariants.HandedOver(run, token.Old.Id, token.Created.Id, secret);
                return call is { Twist: not Fault.Lie, Deed: not Deed.FailAfterKeeping }
                    ? true
                    : throw new HandOverException("The consumer took it, and failed.", new InvalidOperationException());
            },
            CancellationToken.None);
    }

    public Task PlacedAsync(RotationFacts facts) => Task.CompletedTask;

    public void Note(RotationNote note)
    {
        run.World.Statistics.Count(note);
        run.World.Trace?.Invoke($"      {run} {note.Step} of {note.OldId}"
            + (note.NewId is null ? string.Empty : $" by {note.NewId}")
            + (note.Failure is null ? string.Empty : $" failed: {note.Failure.Message}"));
        run.World.Invariants.Said(note.Failure?.Message);
    }

    public void CallerReplaced(ITokenApi api, DtToken caller) =>
        throw new InvalidOperationException("A platform token authenticates nothing in an account.");

    public Task ReportAsync(RotationReport report)
    {
        run.Reports.Add(report);
        run.IsHindered |= report.Failure is not null;
        run.World.Trace?.Invoke($"      {run} reports {report.Plan.State}, {report.Plan.Step}: {report.Plan.Reason}"
            + (report.Failure is null ? string.Empty : $" ({report.Failure.GetType().Name}: {report.Failure.Message})"));
        run.World.Invariants.Said(report.Plan.Reason);
        for (var failure = report.Failure; failure is not null; failure = failure.InnerException)
        {
            run.World.Invariants.Said(failure.Message);
        }

        return Task.CompletedTask;
    }
}

using TokenRotation.Api;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;

namespace TokenRotation.Simulation;

/// <summary>Whoever runs the rotation: says yes, gives secrets to the consumer, and listens.</summary>
internal sealed class SimulatedHost(Run run) : IRotationHost
{
    public async Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan)
    {
        var isApproved = await run.World.SuspendAsync(
            run, CallKind.Approve, $"approve {plan.Step}", call => call.Twist != Fault.Lie, run.Abort.Token)
            .ConfigureAwait(false);
        run.HasDeclined |= !isApproved;
        return isApproved;
    }

    // Whoever failed once is given no other.
    public async Task HandOverAsync(HandedOverToken token)
    {
        if (run.InterruptedAt is not null)
        {
            throw Untaken();
        }

        run.World.Rules.HandsOver(run, token.Old.Id);
        var isTaken = false;
        try
        {
            isTaken = await GiveAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure)
        {
            throw new HandOverException("The pipeline was stopped.", failure);
        }
        finally
        {
            run.World.Rules.HandedOver(run, token.Old.Id, isTaken);
            if (!isTaken && run.World.Scenario.People.BreakPipelines)
            {
                run.Stop.Cancel();
            }
        }
    }

    private Task<bool> GiveAsync(HandedOverToken token)
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
                    throw Untaken();
                }

                if (call.Deed == Deed.FailBeforeKeeping)
                {
                    throw new HandOverException("The consumer failed.", new InvalidOperationException());
                }

                run.World.Invariants.Given(secret);
                var consumer = run.World.ConsumerOf(token.Old.Id);
                consumer.Secret = run.World.IsGoneBackTo(run, token.Old.Id) ? consumer.Secret : secret;
                return call is { Twist: not Fault.Lie, Deed: not Deed.FailAfterKeeping }
                    ? true
                    : throw new HandOverException("The consumer took it, and failed.", new InvalidOperationException());
            },
            CancellationToken.None);
    }

    private static HandOverException Untaken() =>
        new("The pipeline takes nothing any more.", new InvalidOperationException()) { IsUntaken = true };

    public Task PlacedAsync(RotationFacts facts) => Task.CompletedTask;

    public void Note(RotationNote note)
    {
        run.World.Watch?.Noted(run, note);
        run.World.Statistics.Count(note);
        run.World.Trace?.Invoke($"      {run} {note.Step} of {note.OldId}"
            + (note.NewId is null ? string.Empty : $" by {note.NewId}")
            + (note.Failure is null ? string.Empty : $" failed: {note.Failure.Message}"));
        run.World.Invariants.Said(note.Failure?.Message);
    }

    public void CallerReplaced(ITokenApi api, DtToken caller) => run.World.Trace?.Invoke($"      {run} is now {caller.Id}");

    public Task ReportAsync(RotationReport report)
    {
        run.Reports.Add(report);
        run.World.Rules.Reported(run, report);
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

using TokenRotation.Rotation.Policies;

namespace TokenRotation.Simulation.Accounts;

/// <content>What people do beside the runs, one thing at a time.</content>
internal sealed partial class AccountWorld
{
    public SimulatedLocks Locks { get; }

    private bool IsSomebodyAtWork => _runs[^1] is { IsOver: false };

    private void Settle(Deed deed, AccountTarget target)
    {
        if (deed == Deed.Undo)
        {
            BeginToUndo(target);
        }
        else if (Scenario.IsPipeline)
        {
            BeginToComplete(target);
        }
    }

    // Somebody who has seen that the secret has arrived, and works.
    private void BeginToComplete(AccountTarget target)
    {
        if (!IsSomebodyAtWork && HasArrived(target) && ConsumerWorks(target))
        {
            Tell($"somebody has seen that the new secret for {target.Old.Id} has arrived");
            LetSomebody(run => run.Complete(target.Old.Id));
        }
    }

    // What a pipeline was given nobody takes back from its consumer.
    private void BeginToUndo(AccountTarget target)
    {
        if (!IsSomebodyAtWork && !(Scenario.IsPipeline && HasArrived(target)) && IsBeingReplaced(target))
        {
            Tell($"somebody goes back to {target.Old.Id}");
            LetSomebody(run => run.Undo(target));
        }
    }

    // What waits for a word after an undo, and is asked for by its sentence, gets it: the undo is repeated, the new token
    // is restored, and where nothing leads back, somebody lets the old token go.
    private void SettleByWord()
    {
        foreach (var target in Targets.Where(target => target is { Undone: not null, IsMeddled: false } && WaitsForAWord(target)))
        {
            BeginToUndo(target);
            Finish();
            RunAll();
            if (WaitsForAWord(target) && Outsider.Restore(target))
            {
                RunAll();
            }

            if (WaitsForAWord(target))
            {
                Tell($"nothing leads back: somebody lets {target.Old.Id} go");
                LetSomebody(run => run.Complete(target.Old.Id));
                Finish();
                RunAll();
            }
        }
    }

    private bool WaitsForAWord(AccountTarget target) => Runners.Any(runner => _runs[runner]!.Reports.Exists(report =>
        report.Target.OldId == target.Old.Id && report.Plan.State == RotationState.NeedsAttention));

    private bool HasArrived(AccountTarget target) => Held(target).All(
        held => OfSecret(held.Secret) is { } token && token.Id != target.Old.Id && Invariants.IsExtended(token));

    private bool IsBeingReplaced(AccountTarget target) => Account.FindPlatformToken(target.Old.Id) is not null
        && target.Line.Any(id =>
            id != target.Old.Id && Account.FindPlatformToken(id) is { } token && Invariants.IsExtended(token));

    private void LetSomebody(Action<AccountRun> work)
    {
        var run = _runs[^1] = new AccountRun(this, 0, ++_runCount, new RotationPolicy());
        work(run);
        Examine();
    }
}

using System.Collections.Concurrent;
using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation;

/// <summary>
/// Advances rotations as far as they may go now: observe, ask the planner, take one step, ask again. Many are in flight at
/// once; what deletes comes first, the token that authenticates comes last, and one that fails stops no other.
/// </summary>
internal sealed class RotationRunner(RotationRun run, IRotationHost host, CancellationToken stop)
{
    // The longest way from the first step to the last, with room for a step that has to be repeated.
    private const int MostOfOneStep = 4;

    private static readonly TimeSpan WithdrawalTime = TimeSpan.FromMilliseconds(400);

    // What waits for nothing but that all nodes know of it: its turn comes again when the others are through.
    private readonly ConcurrentQueue<(RotationTarget Target, RotationFacts Facts)> _settling = new();

    /// <summary>Runs all targets. What fails is reported; only a stopped run throws.</summary>
    /// <exception cref="OperationCanceledException">The run was ended at once.</exception>
    public async Task RunAsync(IReadOnlyList<RotationTarget> targets)
    {
        var last = targets.Where(target => target.OldId == run.Caller.Id).ToList();
        var others = targets.Except(last).OrderByDescending(IsRevoked).ToList();
        await RunSomeAsync(SuccessionLines.Of(others, run.Snapshot)).ConfigureAwait(false);
        await RunSomeAsync(SuccessionLines.Of(last, run.Snapshot)).ConfigureAwait(false);
        while (_settling.TryDequeue(out var settling))
        {
            await RunOneAsync(settling.Target, settling.Facts).ConfigureAwait(false);
        }
    }

    private bool IsRevoked(RotationTarget target) => run.Snapshot.Find(target.OldId) is { Enabled: false };

    private async Task RunSomeAsync(IReadOnlyList<IReadOnlyList<RotationTarget>> lines)
    {
        var next = -1;

        async Task WorkAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < lines.Count; i = Interlocked.Increment(ref next))
            {
                foreach (var target in lines[i])
                {
                    await RunOneAsync(target).ConfigureAwait(false);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(run.Options.InFlight, lines.Count)).Select(_ => WorkAsync()).ToList())
            .ConfigureAwait(false);
    }

    private async Task RunOneAsync(RotationTarget target, RotationFacts? known = null)
    {
        run.Lists.Join();
        try
        {
            using var claim = run.Options.Locks?.TryTake(run.Api.Environment, target.OldId);
            var report = run.Options.Locks is not null && claim is null
                ? Elsewhere(target)
                : await AdvanceAsync(target, known, claim).ConfigureAwait(false);
            if (known is null && report.Failure is null && new Situation(report.Facts) is { IsSettling: true, Old.Enabled: false })
            {
                _settling.Enqueue((target, report.Facts));
                return;
            }

            await host.ReportAsync(report).ConfigureAwait(false);
        }
        finally
        {
            run.Lists.Leave();
        }
    }

    private async Task<RotationReport> AdvanceAsync(RotationTarget target, RotationFacts? known, IDisposable? claim)
    {
        var finder = new FactFinder(run, target);
        var steps = new RotationSteps(run, target, finder, host);
        var facts = Empty(target);
        var plan = new RotationPlan(RotationState.NeedsAttention, RotationStep.None, string.Empty);
        try
        {
            facts = known ?? await finder.ObserveAsync().ConfigureAwait(false);
            var taken = new Dictionary<(RotationStep Step, string? SuccessorId), int>();
            var refreshed = false;
            string? approved = null;
            while (true)
            {
                facts = run.AtThisMoment(facts);
                plan = run.Options.Planner(facts);
                if (plan.State == RotationState.NeedsAttention && !refreshed)
                {
                    refreshed = true;
                    facts = await finder.RefreshAsync(facts).ConfigureAwait(false);
                    continue;
                }

                var question = $"{plan.Step} {plan.Successor?.Id}";
                if (!await MayTakeAsync(facts, plan, isApproved: question == approved).ConfigureAwait(false))
                {
                    return new RotationReport(target, facts, plan, null);
                }

                Count(plan, taken);
                if (IsOutdated(facts))
                {
                    // The answer, a slow store or the rate limit took long. What is still to be done is not asked for twice.
                    approved = question;
                    facts = await finder.RefreshAsync(facts).ConfigureAwait(false);
                    continue;
                }

                approved = null;
                if (plan.Step == RotationStep.HandOver)
                {
                    // What comes later in the pipeline may complete the rotation.
                    claim?.Dispose();
                }

                facts = Begun(facts, plan.Step);
                facts = await TakeAsync(steps, facts, plan).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is TokenApiException or SecretStoreException or SecretNameException or SuccessorNotVerifiedException or HandOverException or RotationStalledException)
        {
            return new RotationReport(target, facts, plan, failure);
        }
        finally
        {
            if (IsNowhere(facts))
            {
                await WithdrawAsync(facts.Own!).ConfigureAwait(false);
            }
        }
    }

    private static void Count(RotationPlan plan, Dictionary<(RotationStep Step, string? SuccessorId), int> taken)
    {
        // Each of many orphans is collected once.
        var step = (plan.Step, plan.Successor?.Id);
        taken[step] = taken.TryGetValue(step, out var times) ? times + 1 : 1;
        if (taken[step] > MostOfOneStep)
        {
            throw new RotationStalledException(RotationMessages.Stalled(plan));
        }
    }

    private async Task<RotationFacts> TakeAsync(RotationSteps steps, RotationFacts facts, RotationPlan plan)
    {
        try
        {
            var after = await steps.TakeAsync(facts, plan).ConfigureAwait(false);
            host.Note(new RotationNote(plan.Step, facts.OldId, plan.Successor?.Id ?? after.Own?.Id, run.Api.ServerTime, null));
            return after;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            host.Note(new RotationNote(plan.Step, facts.OldId, plan.Successor?.Id ?? facts.Own?.Id, run.Api.ServerTime, failure));
            throw;
        }
    }

    private bool IsOutdated(RotationFacts facts) => run.Api.ServerTimes.Latest - facts.SeenAt >= RotationTimes.CommitWindow;

    private async Task<bool> MayTakeAsync(RotationFacts facts, RotationPlan plan, bool isApproved)
    {
        run.Abort.ThrowIfCancellationRequested();
        if (plan.Step == RotationStep.None || (stop.IsCancellationRequested && !IsBeingHandedOver(facts, plan)))
        {
            return false;
        }

        return isApproved || !StepTraits.Of(plan.Step).AsksFirst || await host.ApproveAsync(facts, plan).ConfigureAwait(false);
    }

    // Between its creation and its hand-over a new token is not left to its own.
    private static bool IsBeingHandedOver(RotationFacts facts, RotationPlan plan) =>
        facts.Own is not null && !StepTraits.Of(plan.Step).MayBeLeft;

    // What a call that fails may have done all the same.
    private static RotationFacts Begun(RotationFacts facts, RotationStep step) => (step, facts.Own) switch
    {
        (RotationStep.Store, { } own) => facts with { Own = own with { StoreTried = true } },
        (RotationStep.Commit, { } own) => facts with { Own = own with { CommitTried = true } },
        _ => facts,
    };

    // A token whose secret has gone nowhere is of no use to anybody, unless the old one says that it is replaced by it.
    private static bool IsNowhere(RotationFacts facts) =>
        facts.Own is { StoreTried: false, CommitTried: false, HandedOver: false } own && facts.Heirs.All(heir => heir.Id != own.Id);

    private async Task WithdrawAsync(OwnSuccessor own)
    {
        try
        {
            await run.Api.DeleteAtTheEndAsync(own.Id, WithdrawalTime, run.Options.Time).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException)
        {
            // A later run collects it.
        }
    }

    private RotationReport Elsewhere(RotationTarget target) =>
        new(target, Empty(target), new RotationPlan(RotationState.Pending, RotationStep.None, RotationReasons.AnotherRunHere), null);

    private RotationFacts Empty(RotationTarget target) => new()
    {
        OldId = target.OldId,
        Policy = target.Policy,
        Caller = run.Caller,
        Capabilities = run.Api.Capabilities,
        Now = run.Api.ServerTime,
        MayBegin = target.MayBegin,
    };
}

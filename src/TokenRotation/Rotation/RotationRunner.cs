using System.Collections.Concurrent;
using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Rotation;

/// <summary>
/// Advances rotations as far as they may go now: observe, ask the planner, take one step, ask again. Many are in flight at
/// once; what deletes comes first, the token that authenticates comes last, and one that fails stops no other.
/// </summary>
internal sealed partial class RotationRunner(RotationRun run, IRotationHost host, CancellationToken stop)
{
    // The longest way from the first step to the last, with room for a step that has to be repeated.
    private const int MostOfOneStep = 4;

    private readonly HandOverTurns _turns = new(run.Options.Time);

    // What waits for nothing but that all nodes know of it: its turn comes again when the others are through.
    private readonly ConcurrentQueue<(RotationTarget Target, RotationFacts Facts)> _settling = new();

    /// <summary>Runs all targets. What fails is reported; only a stopped run throws.</summary>
    /// <exception cref="OperationCanceledException">The run was ended at once.</exception>
    public async Task RunAsync(IReadOnlyList<RotationTarget> targets)
    {
        var own = targets.Where(target => target.OldId == run.Caller.Id).ToLookup(target => target.Policy.Compromised);
        await RunSomeAsync(Lines(own[true])).ConfigureAwait(false);
        var others = await EndLeaksAsync(targets.Except(own.SelectMany(group => group)).ToList()).ConfigureAwait(false);
        await RunSomeAsync(Lines(others.OrderByDescending(IsRevoked))).ConfigureAwait(false);
        await RunSomeAsync(Lines(own[false])).ConfigureAwait(false);
        while (_settling.TryDequeue(out var settling))
        {
            await RunOneAsync(settling.Target, null, settling.Facts).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<IReadOnlyList<RotationTarget>> Lines(IEnumerable<RotationTarget> targets) =>
        SuccessionLines.Of([.. targets], run.Snapshot, run.Api.ServerTimes.Earliest);

    // What is to be deleted makes room.
    private bool IsRevoked(RotationTarget target) =>
        run.Snapshot.Find(target.OldId) is { } old && (!old.Enabled || old.ExpirationDate <= run.Api.ServerTimes.Earliest);

    private async Task RunSomeAsync(IReadOnlyList<IReadOnlyList<RotationTarget>> lines)
    {
        var left = new Queue<IReadOnlyList<RotationTarget>>(lines);

        async Task WorkAsync()
        {
            while (Take(left) is { Count: > 0 } line)
            {
                foreach (var (target, turn) in line)
                {
                    await RunOneAsync(target, turn).ConfigureAwait(false);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(run.Options.InFlight, lines.Count)).Select(_ => WorkAsync()).ToList())
            .ConfigureAwait(false);
    }

    // The next line, each of its rotations with its place in the order.
    private List<(RotationTarget Target, HandOverTurns.Turn? Turn)> Take(Queue<IReadOnlyList<RotationTarget>> left)
    {
        lock (left)
        {
            return left.Count == 0
                ? []
                : left.Dequeue().Select(target => (target, target.Places.IsPipeline ? _turns.Add() : null)).ToList();
        }
    }

    private async Task RunOneAsync(RotationTarget target, HandOverTurns.Turn? turn, RotationFacts? known = null)
    {
        run.Lists.Join();
        using var ending = turn;
        try
        {
            using var claim = run.Options.Locks?.TryTake(run.Api.Environment, target.OldId);
            // A lock saves an election, and a leak does not wait for that.
            var report = run.Options.Locks is not null && claim is null && !target.Policy.Compromised
                ? Elsewhere(target)
                : await AdvanceAsync(target, known, claim, turn).ConfigureAwait(false);
            if (known is null
                && report.Failure is null
                && new Situation(report.Facts) is { IsSettling: true, Old.Enabled: false })
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

    private async Task<RotationReport> AdvanceAsync(
        RotationTarget target, RotationFacts? known, IDisposable? claim, HandOverTurns.Turn? turn)
    {
        var (finder, steps) = TokenKinds.Of(run, target, host);
        var facts = Empty(target);
        var plan = new RotationPlan(RotationState.NeedsAttention, RotationStep.None, string.Empty);
        try
        {
            facts = known ?? await finder.ObserveTenantAsync().ConfigureAwait(false);
            plan = target.Places.IsPipeline ? plan : run.Options.Planner(FactFinder.BeforeTheStore(facts));
            facts = known ?? await finder.ReadStoreOnceAsync(facts).ConfigureAwait(false);
            var taken = new Dictionary<(RotationStep Step, string? SuccessorId), int>();
            var refreshed = false;
            string? approved = null;
            while (true)
            {
                facts = run.AtThisMoment(facts);
                plan = run.Options.Planner(facts);
                if (await AwaitRenewalAsync(facts, plan).ConfigureAwait(false))
                {
                    facts = await finder.RefreshAsync(facts with { RenewalIsKnown = true }).ConfigureAwait(false);
                    continue;
                }

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

                if (turn is not null && await AwaitAsync(turn, plan.Step).ConfigureAwait(false))
                {
                    approved = question;
                    continue;
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

                facts = plan.Step == RotationStep.Revoke ? await TellConsumerAsync(facts).ConfigureAwait(false) : facts;
                facts = Begun(facts, plan.Step);
                facts = await TakeAsync(steps, facts, plan).ConfigureAwait(false);
                facts = plan.Step == RotationStep.Promote ? await TellConsumerAsync(facts).ConfigureAwait(false) : facts;
                if (plan.Step == RotationStep.HandOver)
                {
                    turn?.Dispose();
                }
            }
        }
        catch (Exception failure)
            when (failure is TokenApiException or SecretStoreException or SecretNameException or SuccessorNotVerifiedException
                or HandOverException or ConsumerNotToldException or RotationStalledException)
        {
            facts = failure is HandOverException { IsUntaken: true } ? Untaken(facts) : facts;
            return new RotationReport(target, facts, plan.After(failure), failure);
        }
        finally
        {
            await new Withdrawal(run, host).TakeBackAsync(facts).ConfigureAwait(false);
        }
    }

    // Where the run that put the secret into the entry has died or failed, the one that revokes says it again.
    private async Task<RotationFacts> TellConsumerAsync(RotationFacts facts)
    {
        if (facts.ConsumerIsTold || !new Situation(facts).HeirIsCurrent)
        {
            return facts;
        }

        await host.PlacedAsync(facts).ConfigureAwait(false);
        return facts with { ConsumerIsTold = true };
    }

    // True if it had to wait: time has passed since. Nothing that it waits for is a list.
    private async Task<bool> AwaitAsync(HandOverTurns.Turn turn, RotationStep step)
    {
        var wait = step switch
        {
            RotationStep.Create => turn.UntilItMayMake(),
            RotationStep.Recheck => turn.UntilItComes(),
            _ => null,
        };
        if (wait is null)
        {
            return false;
        }

        run.Lists.Leave();
        using var stopped = stop.Register(turn.GiveUp);
        using var aborted = run.Abort.Register(turn.GiveUp);
        await wait.ConfigureAwait(false);
        run.Lists.Return();
        return true;
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

    private async Task<RotationFacts> TakeAsync(IRotationSteps steps, RotationFacts facts, RotationPlan plan)
    {
        try
        {
            var after = await steps.TakeAsync(facts, plan).ConfigureAwait(false);
            host.Note(Noted(facts, plan, plan.Successor?.Id ?? after.Own?.Id, null));
            return after;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            host.Note(Noted(facts, plan, plan.Successor?.Id ?? facts.Own?.Id, failure));
            throw;
        }
    }

    private RotationNote Noted(RotationFacts facts, RotationPlan plan, string? newId, Exception? failure) =>
        new(plan.Step, facts.OldId, newId, run.Api.ServerTime, failure)
        {
            TokenName = facts.Name ?? plan.Successor?.Name,
            Entries = plan.Step is RotationStep.Store or RotationStep.Promote ? facts.Entries : [],
        };

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

    // Between its creation and its hand-over a new token is not left to its own. One that is for the pipeline is withdrawn as
    // long as nothing says that it replaces the old one.
    private static bool IsBeingHandedOver(RotationFacts facts, RotationPlan plan) =>
        facts.Own is { } own && !StepTraits.Of(plan.Step).MayBeLeft && (facts.Store is not null || own.CommitTried);

    // What a call that fails may have done all the same.
    private static RotationFacts Begun(RotationFacts facts, RotationStep step) => (step, facts.Own) switch
    {
        (RotationStep.Store, { } own) => facts with { Own = own with { StoreTried = true } },
        (RotationStep.Commit, { } own) => facts with { Own = own with { CommitTried = true } },
        (RotationStep.HandOver, { } own) => facts with { Own = own with { HandOverTried = true } },
        _ => facts,
    };

    private static RotationFacts Untaken(RotationFacts facts) => facts with { Own = facts.Own! with { HandOverTried = false } };

    private RotationReport Elsewhere(RotationTarget target) =>
        new(target, Empty(target), new RotationPlan(
            RotationState.Pending, RotationStep.None, RotationReasons.AnotherRunHere), null);

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

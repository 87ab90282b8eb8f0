using System.Collections.Concurrent;
using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>
/// What a run in one environment and the user have to say to each other: questions before a step, secrets, states, warnings and
/// errors. The run may speak from any thread; the pipeline's thread hears it.
/// </summary>
/// <param name="cmdlet">Whose streams are written to.</param>
/// <param name="connection">The environment.</param>
/// <param name="terms">What the user asked for.</param>
/// <param name="errors">Keeps the errors until the cmdlet writes them.</param>
/// <param name="pipelineFailed">Told when the pipeline failed under a new token: it must not be given another.</param>
internal sealed class RotationConversation(
    DtEnvironmentCmdlet cmdlet,
    Connection connection,
    ConversationTerms terms,
    HeldErrors errors,
    Action<Exception> pipelineFailed)
    : IRotationHost
{
    private readonly RotationEnding _ending = new(cmdlet, connection);

    // What was known of each rotation when the user was asked last: a token that is deleted has no name any more.
    private readonly ConcurrentDictionary<string, RotationFacts> _asked = new(StringComparer.Ordinal);

    // The IDs of the new tokens: the facts of one that a spec file has asked for have none any more when it is done.
    private readonly ConcurrentDictionary<string, string> _made = new(StringComparer.Ordinal);

    /// <summary>Goes through the targets, and says at the end what has become of them, however it ends.</summary>
    public async Task RunAsync(RotationRun run, IReadOnlyList<RotationTarget> targets, CancellationToken stop)
    {
        _ending.Begins(targets.Count);
        try
        {
            await new RotationRunner(run, this, stop).RunAsync(targets).ConfigureAwait(false);
        }
        finally
        {
            await _ending.TellAsync(run, stop.IsCancellationRequested || run.Abort.IsCancellationRequested).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<bool> ApproveAsync(RotationFacts facts, RotationPlan plan) => cmdlet.OnPipelineThread(() => Approve(facts, plan));

    /// <inheritdoc/>
    public async Task HandOverAsync(HandedOverToken token)
    {
        var isGiven = false;
        try
        {
            await GiveAsync(token, BeforeItIsGiven).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whoever failed once is given no other.
            pipelineFailed(failure);
            throw new HandOverException(RotationEndings.NotTaken(token.Created.Id), failure) { IsUntaken = !isGiven };
        }

        void BeforeItIsGiven()
        {
            isGiven = true;
            _ending.HandsOver(token.Old.Id);
        }
    }

    /// <inheritdoc/>
    public Task PlacedAsync(RotationFacts facts) =>
        terms.After?.RunAsync(new DtTokenRotation(connection.Api.Environment, facts, TokenKinds.Plan(facts)))
            ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Note(RotationNote note)
    {
        _ending.Noted(note);
        if (note is { Step: RotationStep.Create, NewId: { } made })
        {
            _made[note.OldId] = made;
        }

        if (!StepTraits.Of(note.Step).ChangesNothing)
        {
            cmdlet.Audit.Record(connection, note);
        }
    }

    /// <inheritdoc/>
    public void CallerReplaced(ITokenApi api, DtToken caller) => connection.SwitchTo(api, caller);

    /// <inheritdoc/>
    public async Task ReportAsync(RotationReport report)
    {
        _ending.Ended(report);
        try
        {
            await cmdlet.OnPipelineThread(() => Report(report)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is PipelineStoppedException or FlowControlException)
        {
            // The pipeline wants nothing more; the cmdlet ends when the run has.
        }

        cmdlet.Work.Finish();
    }

    /// <summary>Names each step that a run would take from here on. Called on the pipeline's thread, under -WhatIf.</summary>
    public void Preview(RotationFacts facts, RotationPlan plan, RotationTarget target)
    {
        if (plan.Step == RotationStep.None)
        {
            SayWhereItStands(facts, plan);
            return;
        }

        WarnOfConcessions(facts);
        WarnOfLosses(facts, plan);
        // Where a spec file asks for a token that is not there, there is none to be revoked.
        var steps = RotationPreview.StepsFrom(plan.Step, facts.Policy, facts.Store is null);
        foreach (var step in facts.NewName is null ? steps : steps.Take(1))
        {
            cmdlet.ShouldProcess(
                RotationActions.Target(facts, plan with { Step = step }, connection.Api.Environment),
                RotationActions.Foreseen(step, facts, target));
        }
    }

    private bool Approve(RotationFacts facts, RotationPlan plan)
    {
        _asked[facts.OldId] = facts;
        if (!IsRecordable(facts, plan))
        {
            return false;
        }

        WarnOfLosses(facts, plan);
        var target = RotationActions.Target(facts, plan, connection.Api.Environment);
        var approved = cmdlet.ShouldProcess(target, RotationActions.Of(plan.Step, facts));
        if (!approved && plan is { Step: RotationStep.Revoke, Successor: { } successor }
            && !connection.HandedOver.ContainsKey(facts.OldId))
        {
            var command = $"{NextCommand.GoOn(facts)} {NextCommand.Ending(facts)}";
            cmdlet.WriteWarning(CmdletMessages.OldStaysEnabled(facts.Old!, successor.Id, command));
        }

        return approved;
    }

    // In an incident nothing waits for the audit log.
    private bool IsRecordable(RotationFacts facts, RotationPlan plan)
    {
        if (plan.Step == RotationStep.RevokeFirst || facts.Policy.Compromised)
        {
            return true;
        }

        try
        {
            connection.Audit?.Ask();
            return true;
        }
        catch (AuditLogException failure)
        {
            errors.Add(ErrorRecords.For(failure, facts.OldId));
            return false;
        }
    }

    private void WarnOfLosses(RotationFacts facts, RotationPlan plan)
    {
        if (facts.Old is not { } old || plan.Step is not (RotationStep.Create or RotationStep.RevokeFirst))
        {
            return;
        }

        if (SuccessorPlan.ScopesLost(old, terms.Wish, facts.Capabilities) is { Count: > 0 } lost)
        {
            cmdlet.WriteWarning(CmdletMessages.ScopesDropped(old, lost));
        }

        if (old is { Kind: DtTokenKind.Platform, ExpirationDate: null } && facts.Policy.Lifetime is null)
        {
            cmdlet.WriteWarning(CmdletMessages.NewOneExpires(old));
        }

        if (facts.Store is { CurrentIsAncestor: true, CurrentId: { } ancestor })
        {
            cmdlet.WriteWarning(CmdletMessages.EntryFellBack(old, ancestor));
        }

        if (old.Owner is not null && facts.Caller.Owner is { } owner && old.Owner != owner)
        {
            cmdlet.WriteWarning(CmdletMessages.OwnerChanges(old, owner));
        }
    }

    private void WarnOfConcessions(RotationFacts facts)
    {
        foreach (var sentence in RotationMessages.GaveWay(facts))
        {
            cmdlet.WriteWarning(sentence);
        }
    }

    private async Task GiveAsync(HandedOverToken token, Action begins)
    {
        if (terms.Destination is not { Receiver: { } receiver })
        {
            await cmdlet.OnPipelineThread(() =>
            {
                begins();
                cmdlet.WriteObject(new DtRotatedToken(token, terms.AsPlainText));
            }).ConfigureAwait(false);
            return;
        }

        begins();
        var places = SecretDestination.PlacesOf(terms.Destination, connection.EnvironmentId);
        foreach (var (_, entry) in places.EntriesOf(token.Spec.Name))
        {
            await receiver.HandOverAsync(entry, token.Created.Token, token.Created.Id, CancellationToken.None)
                .ConfigureAwait(false);
        }
    }

    private void Report(RotationReport report)
    {
        // What the pipeline failed with ends the cmdlet; a script block of -Store ends nothing by itself.
        var failure = report.Failure is HandOverException { InnerException: var inner }
            ? inner as SecretStoreException
            : report.Failure;
        if (failure is not null)
        {
            errors.Add(ErrorRecords.For(failure, report.Target.OldId));
        }

        // What explains the object comes before it.
        if (report.Failure is null)
        {
            SayWhereItStands(report.Facts, report.Plan);
        }

        if (EmitsStates(report))
        {
            var before = _asked.TryGetValue(report.Facts.OldId, out var asked) ? asked.Old : null;
            _made.TryGetValue(report.Facts.OldId, out var made);
            cmdlet.WriteObject(new DtTokenRotation(connection.Api.Environment, report.Facts, report.Plan, before, made));
        }
    }

    // Without a store the pipeline's consumer expects secrets, and nothing else.
    private bool EmitsStates(RotationReport report) =>
        terms.EmitsStates || !report.Target.Places.IsPipeline || terms.Destination is not null
        || (terms.GoesThroughAll && report.Facts.IsSettled);

    // A token that is deleted has the name that it had when the user was asked.
    private string Subject(RotationFacts facts) => RotationMessages.Subject(
        facts.Old is null && _asked.TryGetValue(facts.OldId, out var asked) ? asked : facts);

    private void SayWhereItStands(RotationFacts facts, RotationPlan plan)
    {
        WarnOfConcessions(facts);
        switch (plan.State)
        {
            case RotationState.NotDue when TokenKinds.IsHardlyBegun(facts):
                cmdlet.WriteWarning(CmdletMessages.RotationStands(Subject(facts), plan.State, plan.Reason));
                break;
            case RotationState.Refused when !terms.GoesThroughAll:
                errors.Add(ErrorRecords.RotationRefused(plan.Reason, facts.OldId));
                break;
            case RotationState.Pending or RotationState.Superseded or RotationState.Revoked
                when TokenKinds.WaitsAfterLeak(facts):
                errors.Add(ErrorRecords.NeedsAttention(plan.Reason, facts.OldId));
                break;
            case RotationState.NeedsAttention when terms.GoesThroughAll:
                cmdlet.WriteWarning(CmdletMessages.RotationStands(Subject(facts), plan.State, plan.Reason));
                break;
            case RotationState.NeedsAttention:
                errors.Add(ErrorRecords.NeedsAttention(plan.Reason, facts.OldId));
                break;
            default:
                cmdlet.WriteVerbose(CmdletMessages.RotationStands(Subject(facts), plan.State, plan.Reason));
                break;
        }
    }
}

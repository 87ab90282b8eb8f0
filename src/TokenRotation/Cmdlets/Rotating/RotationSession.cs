using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Targets;

namespace TokenRotation.Cmdlets.Rotating;

/// <summary>
/// What a cmdlet does with the rotations of one environment: it lists the environment, finds what is meant, and advances it, or
/// says under -WhatIf what would be done. A failure is the cmdlet's error.
/// </summary>
/// <param name="cmdlet">Whose run it is.</param>
/// <param name="connection">The environment.</param>
/// <param name="terms">What the user asked for.</param>
/// <param name="errors">Keeps the errors until the cmdlet writes them.</param>
/// <param name="stop">Ends the run in good order.</param>
/// <param name="pipelineFailed">Told when the pipeline failed under a new token.</param>
internal sealed class RotationSession(
    DtEnvironmentCmdlet cmdlet,
    Connection connection,
    ConversationTerms terms,
    HeldErrors errors,
    CancellationTokenSource stop,
    Action<Exception> pipelineFailed)
{
    private string Environment => connection.Api.Environment;

    /// <summary>Goes through the targets that are found, and gives them back; none where the run could not begin.</summary>
    public Task<IReadOnlyList<RotationTarget>> RunAsync(
        RotationOptions options, Func<RotationRun, Task<IReadOnlyList<RotationTarget>>> find, CancellationToken abort) =>
        RunAsync(() => BeginInTimeAsync(options, abort), find);

    /// <summary>The same with a run of the cmdlet's own; null for none.</summary>
    public async Task<IReadOnlyList<RotationTarget>> RunAsync(
        Func<Task<RotationRun?>> begin, Func<RotationRun, Task<IReadOnlyList<RotationTarget>>> find)
    {
        try
        {
            if (await begin().ConfigureAwait(false) is not { } run)
            {
                return [];
            }

            var targets = await find(run).ConfigureAwait(false);
            cmdlet.Work.Add(targets.Count);
            var conversation = new RotationConversation(cmdlet, connection, terms, errors, pipelineFailed);
            if (await cmdlet.OnPipelineThread(() => cmdlet.IsPreview).ConfigureAwait(false))
            {
                await PreviewAsync(run, targets, conversation).ConfigureAwait(false);
                return [];
            }

            await conversation.RunAsync(run, targets, stop.Token).ConfigureAwait(false);
            return targets;
        }
        catch (Exception failure) when (ErrorRecords.Explains(failure))
        {
            errors.Add(ErrorRecords.For(failure, Environment));
            return [];
        }
    }

    /// <summary>Says what of that which the user named is not as it should be.</summary>
    public static async Task SayAsync(DtEnvironmentCmdlet cmdlet, HeldErrors errors, IEnumerable<TargetProblem> problems)
    {
        foreach (var problem in problems)
        {
            await cmdlet.OnPipelineThread(() => Say(cmdlet, errors, problem)).ConfigureAwait(false);
        }
    }

    // Until something has begun, the time budget ends the listing as well.
    private async Task<RotationRun?> BeginInTimeAsync(RotationOptions options, CancellationToken abort)
    {
        using var listing = CancellationTokenSource.CreateLinkedTokenSource(abort, stop.Token);
        try
        {
            return await DtRotationCmdlet.BeginRunAsync(connection, options, listing.Token, abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            await cmdlet.OnPipelineThread(
                () => cmdlet.WriteWarning(CmdletMessages.ListingTookTooLong(Environment))).ConfigureAwait(false);
            return null;
        }
    }

    private async Task PreviewAsync(RotationRun run, IReadOnlyList<RotationTarget> targets, RotationConversation conversation)
    {
        foreach (var target in targets)
        {
            try
            {
                var facts = await TokenKinds.FinderOf(run, target).ObserveAsync().ConfigureAwait(false);
                await cmdlet.OnPipelineThread(
                    () => conversation.Preview(facts, run.Options.Planner(facts), target)).ConfigureAwait(false);
            }
            catch (Exception failure) when (ErrorRecords.Explains(failure))
            {
                errors.Add(ErrorRecords.For(failure, target.OldId));
            }

            cmdlet.Work.Finish();
        }
    }

    private static void Say(DtEnvironmentCmdlet cmdlet, HeldErrors errors, TargetProblem problem)
    {
        switch (problem.Kind)
        {
            case TargetProblemKind.NoSuchId:
                errors.Add(ErrorRecords.NoTokenOfId(problem.Subject));
                break;
            case TargetProblemKind.NotBeingReplaced:
                errors.Add(ErrorRecords.NotBeingReplaced(problem.Subject));
                break;
            case TargetProblemKind.NoSuchName:
                errors.Add(ErrorRecords.NoTokenOfName(problem.Subject));
                break;
            case TargetProblemKind.AmbiguousName:
                errors.Add(ErrorRecords.AmbiguousName(problem.Subject, problem.Ids));
                break;
            default:
                cmdlet.WriteWarning(CmdletMessages.ScopesDiffer(problem.Subject, problem.Missing, problem.Surplus));
                break;
        }
    }
}

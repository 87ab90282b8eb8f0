using System.Diagnostics;
using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// What one invocation of a cmdlet notes in the audit logs of the environments that it changes, where they have one.
/// </summary>
internal sealed class AuditTrail(PSCmdlet cmdlet)
{
    private static readonly int ProcessId = OwnProcessId();

    private readonly string _correlationId = Guid.NewGuid().ToString();

    /// <summary>
    /// Makes one change and notes how it ended. A log that is required is asked before; only a revocation waits for nothing.
    /// </summary>
    /// <param name="connection">Where the change is made.</param>
    /// <param name="step">One of <see cref="AuditStep"/>.</param>
    /// <param name="tokenId">The token that is changed; null when one is created.</param>
    /// <param name="tokenName">The token's name, with or without a stamp.</param>
    /// <param name="change">The change.</param>
    /// <param name="newTokenId">The ID of the token that the change has created; null when it creates none.</param>
    /// <param name="entries">The entries of stores that the change writes, each with its store; null for none.</param>
    public async Task<T> ChangeAsync<T>(
        Connection connection,
        string step,
        string? tokenId,
        string tokenName,
        Func<Task<T>> change,
        Func<T, string>? newTokenId = null,
        IReadOnlyList<(string Store, string Entry)>? entries = null)
    {
        if (step != AuditStep.Revoke)
        {
            connection.Audit?.Ask();
        }

        try
        {
            var result = await change().ConfigureAwait(false);
            connection.Audit?.Record(Entry(connection, step, tokenName, null) with
            {
                OldTokenId = tokenId,
                NewTokenId = newTokenId?.Invoke(result),
                Entries = entries ?? [],
            });
            return result;
        }
        catch (Exception failure)
        {
            connection.Audit?.Record(
                Entry(connection, step, tokenName, failure) with { OldTokenId = tokenId, Entries = entries ?? [] });
            throw;
        }
    }

    /// <summary>Notes a step of a rotation.</summary>
    public void Record(Connection connection, RotationNote note) =>
        connection.Audit?.Record(Entry(connection, AuditStep.Of(note.Step.ToString()), note.TokenName, note.Failure) with
        {
            OldTokenId = note.OldId,
            NewTokenId = note.NewId,
            Entries = note.Entries,
        });

    private AuditEntry Entry(Connection connection, string step, string? tokenName, Exception? failure) => new()
    {
        Time = connection.Api.ServerTime,
        Environment = connection.Api.Environment,
        Cmdlet = cmdlet.MyInvocation.MyCommand.Name,
        Step = step,
        CorrelationId = _correlationId,
        TokenName = tokenName is null ? null : NameStamp.Read(tokenName).BaseName,
        CallerId = connection.Caller.Id,
        User = Environment.UserName,
        Host = Environment.MachineName,
        ProcessId = ProcessId,
        Outcome = failure is null ? AuditOutcome.Done : MayHaveHappened(failure) ? AuditOutcome.Unknown : AuditOutcome.Failed,
        ErrorId = failure is null ? null : ErrorRecords.IdFor(failure),
        ErrorType = failure?.GetType().Name,
    };

    private static int OwnProcessId()
    {
        using var process = Process.GetCurrentProcess();
        return process.Id;
    }

    private static bool MayHaveHappened(Exception failure) =>
        failure is CreateOutcomeUnknownException
            or UnreachableException
            or OperationCanceledException
            or PipelineStoppedException;
}

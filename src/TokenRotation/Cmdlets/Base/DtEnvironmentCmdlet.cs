using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Base;

/// <summary>A cmdlet that talks to connected environments: which ones, is decided here and nowhere else.</summary>
public abstract class DtEnvironmentCmdlet : DtCmdlet
{
    private readonly HashSet<Connection> _inUse = [];
    private readonly string _correlationId = Guid.NewGuid().ToString();
    private bool _idsAreWritten;

    /// <summary>
    /// Connected environments: objects of Connect-DtEnvironment, URLs, or environment IDs, with wildcards. Without it, the environment that a
    /// token was piped in from; without that, the one connected last.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public EnvironmentReference[] Environment { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _idsAreWritten = MyInvocation.BoundParameters.ContainsKey("Id");
    }

    /// <summary>
    /// Whether a text that was given as an ID may go into a path. What a user writes has an ID's shape; an object that came from
    /// the server carries any that is legible. Anything else is an error.
    /// </summary>
    private protected bool Takes(string id)
    {
        if (_idsAreWritten ? TokenIds.IsId(id) : TokenId.IsLegible(id))
        {
            return true;
        }

        WriteError(ErrorRecords.NoId(id));
        return false;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WriteAuditWarnings();
        base.EndProcessing();
    }

    /// <summary>The connections that this record is for. One that is missing is an error of its own; the others are served.</summary>
    private protected IEnumerable<Connection> ResolveConnections()
    {
        WriteAuditWarnings();
        var connections = ConnectionTable.OfThisRunspace();
        if (Environment.Length == 0)
        {
            return Known(connections.Current is { } current ? [current] : [], ErrorRecords.NotConnected);
        }

        return Environment.SelectMany(FindConnections);
    }

    /// <summary>Every connection of this session; an error if there is none.</summary>
    private protected IEnumerable<Connection> AllConnections()
    {
        WriteAuditWarnings();
        return Known([.. ConnectionTable.OfThisRunspace().Environments.Select(environment => environment.Connection)], ErrorRecords.NotConnected);
    }

    /// <summary>The connections to an environment, or with wildcards to several; an error if there is none.</summary>
    private protected IEnumerable<Connection> FindConnections(EnvironmentReference wanted) =>
        Known(ConnectionTable.OfThisRunspace().FindAll(wanted), () => ErrorRecords.EnvironmentNotConnected(wanted));

    /// <summary>The tokens that match, page by page: the next page is asked for when the one before has been taken.</summary>
    private protected IEnumerable<DtToken> List(ITokenApi api, TokenQuery query)
    {
        PageCursor? next = null;
        var seen = 0L;
        do
        {
            var from = next;
            var page = Await(api.Environment, stopping => api.ListAsync(query, from, stopping));
            foreach (var token in page.Tokens)
            {
                yield return token;
            }

            next = page.Next;
            seen += page.Tokens.Count;
            if (page.TotalCount is { } total)
            {
                Count(seen, total);
            }

            ShowProgress(CmdletMessages.Seen(seen, page.TotalCount));
        }
        while (next is not null);
    }

    /// <inheritdoc/>
    private protected override void WriteNotes()
    {
        foreach (var connection in _inUse)
        {
            while (connection.TryTakeNote(out var note))
            {
                WriteVerbose(note);
            }
        }
    }

    /// <summary>The store that parameters name; null for none. Parameters that do not fit together end the cmdlet.</summary>
    private protected SecretDestination? OpenDestination(StoreParameters parameters)
    {
        if (parameters.Contradiction() is { } contradiction)
        {
            ThrowTerminatingError(contradiction);
        }

        try
        {
            return parameters.Open(InvokeInSession);
        }
        catch (SecretNameException failure)
        {
            ThrowTerminatingError(ErrorRecords.For(failure, parameters.SecretName));
            throw;
        }
    }

    /// <summary>An entry for the audit log about what this invocation does now; its outcome is to be added.</summary>
    private protected AuditEntry Entry(Connection connection, string step) => new()
    {
        Time = connection.Api.ServerTime,
        Environment = connection.Api.Environment,
        Cmdlet = MyInvocation.MyCommand.Name,
        Step = step,
        CorrelationId = _correlationId,
        CallerId = connection.Caller.Id,
    };

    /// <summary>An entry for the audit log about what has ended, well or with a failure.</summary>
    private protected AuditEntry Entry(Connection connection, string step, Exception? failure) => failure is null
        ? Entry(connection, step) with { Outcome = AuditOutcome.Done }
        : Entry(connection, step) with
        {
            Outcome = MayHaveHappened(failure) ? AuditOutcome.Unknown : AuditOutcome.Failed,
            ErrorId = ErrorRecords.IdFor(failure),
            ErrorType = failure.GetType().Name,
        };

    /// <summary>
    /// Makes one change and notes in the audit log, if there is one, how it ended. A log that is required is asked before; only a
    /// revocation waits for nothing.
    /// </summary>
    /// <param name="connection">Where the change is made.</param>
    /// <param name="step">One of <see cref="AuditStep"/>.</param>
    /// <param name="tokenId">The token that is changed; null when one is created.</param>
    /// <param name="change">The change.</param>
    /// <param name="newTokenId">The ID of the token that the change has created; null when it creates none.</param>
    private protected T Change<T>(
        Connection connection, string step, string? tokenId, Func<T> change, Func<T, string>? newTokenId = null)
    {
        AskAuditLog(connection, step);
        try
        {
            var result = change();
            connection.Audit?.Record(
                Entry(connection, step, null) with { OldTokenId = tokenId, NewTokenId = newTokenId?.Invoke(result) });
            return result;
        }
        catch (Exception failure)
        {
            connection.Audit?.Record(Entry(connection, step, failure) with { OldTokenId = tokenId });
            throw;
        }
    }

    /// <inheritdoc cref="Change{T}"/>
    private protected async Task<T> ChangeAsync<T>(Connection connection, string step, string tokenId, Func<Task<T>> change)
    {
        AskAuditLog(connection, step);
        try
        {
            var result = await change().ConfigureAwait(false);
            connection.Audit?.Record(Entry(connection, step, null) with { OldTokenId = tokenId });
            return result;
        }
        catch (Exception failure)
        {
            connection.Audit?.Record(Entry(connection, step, failure) with { OldTokenId = tokenId });
            throw;
        }
    }

    private static void AskAuditLog(Connection connection, string step)
    {
        if (step != AuditStep.Revoke)
        {
            connection.Audit?.Ask();
        }
    }

    private static bool MayHaveHappened(Exception failure) =>
        failure is CreateOutcomeUnknownException or UnreachableException or OperationCanceledException or PipelineStoppedException;

    // Between records: a warning may end the pipeline where the user wants it to, and must not take a new secret with it.
    private void WriteAuditWarnings()
    {
        foreach (var connection in _inUse)
        {
            while (connection.Audit is { } audit && audit.TryTakeWarning(out var warning))
            {
                WriteWarning(warning);
            }
        }
    }

    private IReadOnlyList<Connection> Known(IReadOnlyList<Connection> connections, Func<ErrorRecord> missing)
    {
        if (connections.Count == 0)
        {
            WriteError(missing());
        }

        _inUse.UnionWith(connections);
        return connections;
    }
}

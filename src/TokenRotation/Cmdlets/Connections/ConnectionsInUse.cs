using System.Management.Automation;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// The connections that one invocation of a cmdlet uses. What they have to say is written to the cmdlet's streams.
/// </summary>
internal sealed class ConnectionsInUse(PSCmdlet cmdlet)
{
    private readonly HashSet<Connection> _inUse = [];

    /// <summary>The connection made last; an error if there is none.</summary>
    public IReadOnlyList<Connection> Current() =>
        Known(ConnectionTable.OfThisRunspace().Current is { } current ? [current] : [], NotConnected);

    /// <summary>Every connection of this session; an error if there is none.</summary>
    public IReadOnlyList<Connection> All() =>
        Known(
            [.. ConnectionTable.OfThisRunspace().Environments.Select(environment => environment.Connection)],
            NotConnected);

    /// <summary>The connections to an environment, or with wildcards to several; an error if there is none.</summary>
    public IReadOnlyList<Connection> Find(EnvironmentReference wanted) =>
        Known(ConnectionTable.OfThisRunspace().FindAll(wanted), () => wanted.NamesAccount
            ? AccountErrorRecords.NotConnected(wanted)
            : ErrorRecords.EnvironmentNotConnected(wanted, cmdlet.Host));

    /// <summary>Writes what the clients have noted about requests.</summary>
    public void WriteNotes()
    {
        foreach (var connection in _inUse)
        {
            while (connection.TryTakeNote(out var note))
            {
                cmdlet.WriteVerbose(note);
            }
        }
    }

    /// <summary>
    /// Writes what the audit logs warn of. Between records: a warning may end the pipeline where the user wants it to, and must
    /// not take a new secret with it.
    /// </summary>
    public void WriteWarnings()
    {
        foreach (var connection in _inUse)
        {
            while (connection.Audit is { } audit && audit.TryTakeWarning(out var warning))
            {
                cmdlet.WriteWarning(warning);
            }
        }
    }

    private ErrorRecord NotConnected() => ErrorRecords.NotConnected(cmdlet.Host);

    private IReadOnlyList<Connection> Known(IReadOnlyList<Connection> connections, Func<ErrorRecord> missing)
    {
        if (connections.Count == 0)
        {
            cmdlet.WriteError(missing());
        }

        _inUse.UnionWith(connections);
        return connections;
    }
}

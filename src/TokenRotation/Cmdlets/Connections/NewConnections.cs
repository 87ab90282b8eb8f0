using System.Management.Automation;
using TokenRotation.Audit;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>
/// Connections that have just been made: they serve the session from now on, and what there is to say of them is said.
/// </summary>
internal sealed class NewConnections(PSCmdlet cmdlet, ConnectionTerms terms, AuditLog? audit)
{
    /// <summary>Enters a connection into the session's table.</summary>
    /// <param name="made">The connection.</param>
    /// <param name="fleet">What the fleet file says of it; null if it is of none.</param>
    public DtEnvironment Enter(MadeConnection made, DtFleetEnvironment? fleet)
    {
        var (connected, notes) = made;
        var url = connected.Environment;
        var connection = new Connection(connected.Api, connected.Caller, connected.Id, notes, audit, connected)
        {
            SettlingTime = Connection.SettlingTimeOf(url, terms.SettlingTimeSec),
            Minted = connected.Minted,
        };
        var environment = new DtEnvironment(connection) { Fleet = fleet };
        TellReplaced(ConnectionTable.OfThisRunspace().Add(environment), connection);
        foreach (var warning in ConnectionWarnings.Of(connection, terms.IsAuto, connected.LacksV2))
        {
            // Among many it would be anybody's.
            cmdlet.WriteWarning(fleet is null ? warning : $"{connection.Api.Environment}: {warning}");
        }

        return environment;
    }

    private void TellReplaced(Connection? earlier, Connection connection)
    {
        if (earlier is null)
        {
            return;
        }

        if (earlier.Caller.Id == connection.Caller.Id)
        {
            cmdlet.WriteVerbose(ConnectMessages.ConnectionRenewed(connection.Api.Environment));
        }
        else
        {
            cmdlet.WriteWarning(ConnectMessages.ConnectionReplaced(earlier.Caller, connection.Caller));
        }
    }
}

using System.Management.Automation;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets;

/// <summary>Closes connections and forgets their credentials. Nothing changes in the environment.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "DtEnvironment")]
[OutputType(typeof(void))]
public sealed class DisconnectDtEnvironmentCommand : PSCmdlet
{
    /// <summary>Connected environments: objects, URLs or IDs. Without it, the one connected last.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uri", "Url")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public EnvironmentReference[] Environment { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connections = ConnectionTable.OfThisRunspace();
        if (Environment.Length == 0)
        {
            Disconnect(connections, connections.Current, () => ErrorRecords.NotConnected(Host));
        }

        foreach (var wanted in Environment)
        {
            Disconnect(connections, connections.Find(wanted), () => ErrorRecords.EnvironmentNotConnected(wanted, Host));
        }
    }

    private void Disconnect(ConnectionTable connections, Connection? connection, Func<ErrorRecord> missing)
    {
        if (connection is null)
        {
            WriteError(missing());
            return;
        }

        connections.Remove(connection);
    }
}

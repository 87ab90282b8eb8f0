using System.Management.Automation;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Closes connections and forgets their credentials. Nothing changes in the environment, except that a managing token that a
/// Managed cluster has made for the connection is revoked and deleted.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "DtEnvironment")]
[OutputType(typeof(void))]
public sealed class DisconnectDtEnvironmentCommand : PSCmdlet, IDisposable
{
    private readonly PipelineCalls _calls;
    private readonly List<Connection> _minted = [];

    /// <summary>A cmdlet that has not begun.</summary>
    public DisconnectDtEnvironmentCommand() => _calls = new PipelineCalls(this, () => { });

    /// <summary>Connected environments: objects, URLs or IDs. Without it, the one connected last.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uri", "Url")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    [ValidateNotNullOrEmpty]
    public EnvironmentReference[] Environment { get; set; } = [];

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

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

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            foreach (var (connection, failure) in new MintedEndings(_calls).End(_minted))
            {
                WriteWarning(MintedEndings.Left(connection, failure));
            }
        }
        finally
        {
            _minted.ForEach(connection => connection.Dispose());
            _calls.EndProgress();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _calls.Stop();

    private void Disconnect(ConnectionTable connections, Connection? connection, Func<ErrorRecord> missing)
    {
        if (connection is null)
        {
            WriteError(missing());
            return;
        }

        if (connection.Minted is null)
        {
            connections.Remove(connection);
            return;
        }

        connections.Forget(connection);
        _minted.Add(connection);
    }
}

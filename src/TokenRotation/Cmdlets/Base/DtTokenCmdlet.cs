using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// A cmdlet that changes tokens named by ID or piped in. It acts on what the server says at that moment: a token object may
/// be an hour old.
/// </summary>
public abstract class DtTokenCmdlet : DtThrottledCmdlet
{
    /// <summary>A cmdlet that has not begun.</summary>
    protected DtTokenCmdlet() => Audit = new AuditTrail(this);

    /// <summary>The token's ID: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>What is noted in the audit log.</summary>
    private protected AuditTrail Audit { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            foreach (var id in Id)
            {
                StartOn(connection, id);
            }
        }
    }

    /// <summary>Does the cmdlet's work on the token as it is now.</summary>
    private protected abstract Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping);

    /// <summary>There is no such token.</summary>
    private protected virtual void ProcessMissing(TokenNotFoundException missing, string id, Connection connection) =>
        WriteError(ErrorRecords.For(missing, id));

    private void StartOn(Connection connection, string id)
    {
        if (!Takes(id))
        {
            return;
        }

        Start(connection, id, stopping => ProcessIdAsync(connection, id, stopping));
    }

    private async Task ProcessIdAsync(Connection connection, string id, CancellationToken stopping)
    {
        DtToken token;
        try
        {
            token = await connection.Api.GetAsync(id, stopping).ConfigureAwait(false);
        }
        catch (TokenNotFoundException missing)
        {
            await OnPipelineThread(() => ProcessMissing(missing, id, connection)).ConfigureAwait(false);
            return;
        }

        await ProcessTokenAsync(connection, token, stopping).ConfigureAwait(false);
    }
}

using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;

namespace TokenRotation.Cmdlets;

/// <summary>
/// A cmdlet that changes tokens named by ID or piped in. It acts on what the server says at that moment: a token object may
/// be an hour old.
/// </summary>
public abstract class DtTokenCmdlet : DtEnvironmentCmdlet
{
    /// <summary>The token's ID: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            for (var i = 0; i < Id.Length; i++)
            {
                var id = Id[i];
                CountArguments(i, Id.Length);
                Serve(TokenIds.Shown(id), () => ProcessId(connection, id));
            }
        }
    }

    /// <summary>Does the cmdlet's work on the token as it is now.</summary>
    private protected abstract void ProcessToken(Connection connection, DtToken token);

    /// <summary>There is no such token.</summary>
    private protected virtual void ProcessMissing(TokenNotFoundException missing, string id, Connection connection) =>
        WriteError(ErrorRecords.For(missing, id));

    private void ProcessId(Connection connection, string id)
    {
        if (TokenIds.HoldsSecret(id))
        {
            WriteError(ErrorRecords.SecretAsId(id));
            return;
        }

        DtToken token;
        try
        {
            token = Await(id, stopping => connection.Api.GetAsync(id, stopping));
        }
        catch (TokenNotFoundException missing)
        {
            ProcessMissing(missing, id, connection);
            return;
        }

        ProcessToken(connection, token);
    }
}

using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Base;

/// <summary>
/// A cmdlet that changes tokens named by ID, piped in, or called by an exact name. It acts on what the server says at that
/// moment: a token object may be an hour old.
/// </summary>
public abstract class DtTokenCmdlet : DtThrottledCmdlet
{
    private protected const string ById = "Id";
    private protected const string ByName = "Name";

    /// <summary>The token's ID: prefix and public part, dt0c01.PUBLICPART. Never the secret.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ById,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenId")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual TokenReference[] Id { get; set; } = [];

    /// <summary>The exact name of a token. If several are called so, none is touched, and the error names their IDs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(TokenNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections())
        {
            foreach (var token in Id.Where(token => !token.IsNamed && Takes(token)))
            {
                StartOn(connection, token.Id);
            }

            foreach (var name in Name.Concat(Id.Where(token => token.IsNamed).Select(token => token.Id)))
            {
                StartOnName(connection, name);
            }
        }
    }

    /// <summary>Does the cmdlet's work on the token as it is now.</summary>
    private protected abstract Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping);

    /// <summary>Whether the cmdlet has anything to do at a token: of several with one name, these are meant.</summary>
    private protected abstract bool Concerns(DtToken token);

    /// <summary>The tokens of a name that may be meant; exactly one where it is unambiguous.</summary>
    private protected virtual Task<IReadOnlyList<DtToken>> FindAsync(
        Connection connection, string name, CancellationToken stopping) =>
        TokensOfName.FindAsync(connection.Api, name, Concerns, stopping);

    /// <summary>There is no such token.</summary>
    private protected virtual void ProcessMissing(TokenNotFoundException missing, string id, Connection connection) =>
        WriteError(ErrorRecords.For(missing, id));

    /// <summary>
    /// Warns of what is easily overlooked, and asks whether the token may be taken from those who use it.
    /// </summary>
    private protected async Task<bool> MayEndAsync(DtToken token, string action, CancellationToken stopping)
    {
        if (token.AdditionalMetadata.Count > 0 || token.IsAutomatic)
        {
            await OnPipelineThread(() => WriteWarning(token.AdditionalMetadata.Count > 0
                ? CmdletMessages.SharingToken(token)
                : CmdletMessages.AutomaticToken(token))).ConfigureAwait(false);
        }

        return await ShouldProcessAsync(CmdletMessages.Target(token), action, stopping).ConfigureAwait(false);
    }

    private void StartOn(Connection connection, string id) =>
        Start(connection, id, stopping => ProcessIdAsync(connection, id, stopping));

    private void StartOnName(Connection connection, string name)
    {
        if (TokenIds.IsId(name))
        {
            StartOn(connection, name);
        }
        else if (ServerText.HoldsToken(name))
        {
            WriteError(ErrorRecords.SecretAsName());
        }
        else
        {
            Start(connection, name, stopping => ProcessNameAsync(connection, name, stopping));
        }
    }

    private async Task ProcessNameAsync(Connection connection, string name, CancellationToken stopping)
    {
        var found = await FindAsync(connection, name, stopping).ConfigureAwait(false);
        if (found.Count == 1)
        {
            await ProcessTokenAsync(connection, found[0], stopping).ConfigureAwait(false);
            return;
        }

        await OnPipelineThread(() => WriteError(found.Count == 0
            ? ErrorRecords.NoTokenOfName(name)
            : ErrorRecords.AmbiguousName(name, [.. found.Select(token => token.Id)]))).ConfigureAwait(false);
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

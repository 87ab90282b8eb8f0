using System.Management.Automation;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets;

/// <summary>
/// The way back while an old token still exists: a revoked token is enabled again under its old name, and a rotation whose
/// tokens are both enabled goes back to the old one. Where the secret is in a store, it becomes the current one again.
/// </summary>
[Cmdlet(
    VerbsData.Restore, "DtToken", DefaultParameterSetName = ById,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class RestoreDtTokenCommand : DtTokenCmdlet
{
    private SecretDestination? _destination;

    /// <summary>Emits each token as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The SecretManagement vault that holds the token's secret.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The name of the secret in the store, as the rotation was given it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>Stores a secret: param($Name, $Token, $TokenId).</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Store { get; set; }

    /// <summary>Reads a secret of -Store: param($Name).</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Retrieve { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _destination = new StoreParameters { Vault = Vault, SecretName = SecretName, Store = Store, Retrieve = Retrieve }
            .OpenFor(this, InvokeInSession);
    }

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) =>
        !token.Enabled || NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Superseded };

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        if (token.Enabled && NameStamp.Read(token.Name).Stamp is null or { Kind: StampKind.Pending })
        {
            await OnPipelineThread(() => Leave(token)).ConfigureAwait(false);
        }
        else if (await ShouldProcessAsync(
            CmdletMessages.Target(token),
            token.Enabled ? CmdletMessages.ActionUndo : CmdletMessages.ActionRestore,
            stopping).ConfigureAwait(false))
        {
            var place = SecretDestination.PlacesOf(_destination, connection.EnvironmentId)
                .Of(NameStamp.Read(token.Name).BaseName, connection.Api, stopping);
            var (restored, still) = await Audit.ChangeAsync(
                connection,
                AuditStep.Restore,
                token.Id,
                () => new RotationUndo(connection.Api, place, stopping).RunAsync(token),
                tokenName: token.Name).ConfigureAwait(false);
            await OnPipelineThread(() => Tell(restored, still)).ConfigureAwait(false);
        }
    }

    private void Leave(DtToken token)
    {
        WriteVerbose(CmdletMessages.AlreadyEnabled(token));
        Emit(token);
    }

    private void Tell(DtToken restored, DtToken? still)
    {
        if (still is not null)
        {
            WriteWarning(CmdletMessages.SuccessorStays(still));
        }

        Emit(restored);
    }

    private void Emit(DtToken token)
    {
        if (PassThru)
        {
            WriteObject(token);
        }
    }
}

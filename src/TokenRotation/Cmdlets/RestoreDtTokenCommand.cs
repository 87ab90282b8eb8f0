using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Messages;
using TokenRotation.Rotation;

namespace TokenRotation.Cmdlets;

/// <summary>
/// The way back while an old token still exists: a revoked token is enabled again under its old name, and a rotation whose
/// tokens are both enabled goes back to the old one. Where the secret is in a store, it becomes the current one again.
/// </summary>
[Cmdlet(VerbsData.Restore, "DtToken", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
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
    protected override void BeginProcessing() =>
        _destination = OpenDestination(new StoreParameters { Vault = Vault, SecretName = SecretName, Store = Store, Retrieve = Retrieve });

    /// <inheritdoc/>
    private protected override void ProcessToken(Connection connection, DtToken token)
    {
        if (token.Enabled && NameStamp.Read(token.Name).Stamp is null or { Kind: StampKind.Pending })
        {
            WriteVerbose(CmdletMessages.AlreadyEnabled(token));
            Emit(token);
        }
        else if (ShouldProcess(CmdletMessages.Target(token), token.Enabled ? CmdletMessages.ActionUndo : CmdletMessages.ActionRestore))
        {
            var slots = _destination?.Store is null ? null : SlotsOf(_destination.Name, NameStamp.Read(token.Name).BaseName, token.Id, connection);
            var (restored, still) = Change(connection, AuditStep.Restore, token.Id, () =>
                Await(token.ToString(), stopping => new RotationUndo(connection.Api, _destination?.Store, slots, stopping).RunAsync(token)));
            if (still is not null)
            {
                WriteWarning(CmdletMessages.SuccessorStays(still));
            }

            Emit(restored);
        }
    }

    private void Emit(DtToken token)
    {
        if (PassThru)
        {
            WriteObject(token);
        }
    }
}

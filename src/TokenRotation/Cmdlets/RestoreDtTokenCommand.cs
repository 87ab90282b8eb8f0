using System.Management.Automation;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Enables revoked tokens again, and nothing else: what a rotation has marked stays marked, and is settled by
/// Complete-DtTokenRotation or Undo-DtTokenRotation.
/// </summary>
[Cmdlet(
    VerbsData.Restore, "DtToken", DefaultParameterSetName = ById,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class RestoreDtTokenCommand : DtTokenCmdlet
{
    /// <summary>Emits each token as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) => !token.Enabled;

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        if (token.Enabled)
        {
            await OnPipelineThread(() => Leave(token)).ConfigureAwait(false);
        }
        else if (await ShouldProcessAsync(CmdletMessages.Target(token), CmdletMessages.ActionRestore(token), stopping)
            .ConfigureAwait(false))
        {
            var restored = await Audit.ChangeAsync(
                connection,
                AuditStep.Restore,
                token.Id,
                token.Name,
                () => TokenRevocation.EnableAsync(connection.Api, token, stopping)).ConfigureAwait(false);
            await OnPipelineThread(() => Emit(restored)).ConfigureAwait(false);
        }
    }

    private void Leave(DtToken token)
    {
        WriteVerbose(CmdletMessages.AlreadyEnabled(token));
        Emit(token);
    }

    private void Emit(DtToken token)
    {
        if (PassThru)
        {
            WriteObject(token);
        }
    }
}

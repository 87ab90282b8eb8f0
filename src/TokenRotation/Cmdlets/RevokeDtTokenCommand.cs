using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Messages;
using TokenRotation.Rotation;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Revokes tokens: they stop authenticating at once, and still exist. Restore-DtToken undoes it. The time is noted in the
/// token's name, where Remove-DtToken looks for it.
/// </summary>
[Cmdlet(VerbsSecurity.Revoke, "DtToken", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class RevokeDtTokenCommand : DtTokenCmdlet
{
    /// <summary>Emits each token as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessToken(Connection connection, DtToken token)
    {
        if (!token.Enabled)
        {
            WriteVerbose(CmdletMessages.AlreadyRevoked(token));
            Emit(token);
            return;
        }

        if (token.Id == connection.Api.CallerId)
        {
            WriteError(ErrorRecords.OwnToken(token, "revoked"));
            return;
        }

        if (!ShouldProcess(CmdletMessages.Target(token), CmdletMessages.ActionRevoke))
        {
            return;
        }

        var revoked = Change(connection, AuditStep.Revoke, token.Id, () =>
            Await(token.ToString(), stopping => TokenRevocation.RevokeAsync(connection.Api, token, successorId: null, stopping)));
        if (TokenRevocation.Since(revoked) is null)
        {
            WriteWarning(CmdletMessages.StampDoesNotFit(token));
        }

        Emit(revoked);
    }

    private void Emit(DtToken token)
    {
        if (PassThru)
        {
            WriteObject(token);
        }
    }
}

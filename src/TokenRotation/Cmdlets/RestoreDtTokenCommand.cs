using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Messages;
using TokenRotation.Rotation;

namespace TokenRotation.Cmdlets;

/// <summary>Enables revoked tokens again, under their old names: the way back while a revoked token still exists.</summary>
[Cmdlet(VerbsData.Restore, "DtToken", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class RestoreDtTokenCommand : DtTokenCmdlet
{
    /// <summary>Emits each token as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void ProcessToken(Connection connection, DtToken token)
    {
        if (token.Enabled)
        {
            WriteVerbose(CmdletMessages.AlreadyEnabled(token));
            Emit(token);
        }
        else if (ShouldProcess(CmdletMessages.Target(token), CmdletMessages.ActionRestore))
        {
            Emit(Change(connection, AuditStep.Restore, token.Id, () =>
                Await(token.ToString(), stopping => TokenRevocation.RestoreAsync(connection.Api, token, stopping))));
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

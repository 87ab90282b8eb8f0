using System.Management.Automation;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Revokes tokens: they stop authenticating at once, and still exist. Restore-DtToken undoes it. The time is noted in the
/// token's name, where Remove-DtToken looks for it; the account notes by itself when a platform token was changed.
/// </summary>
[Cmdlet(
    VerbsSecurity.Revoke, "DtToken", DefaultParameterSetName = ById,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class RevokeDtTokenCommand : DtTokenCmdlet
{
    /// <summary>Emits each token as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) => token.Enabled;

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        if (!token.Enabled)
        {
            await OnPipelineThread(() => Leave(token)).ConfigureAwait(false);
        }
        else if (token.Id == connection.Api.CallerId)
        {
            await OnPipelineThread(() => WriteError(ErrorRecords.OwnToken(token, "revoked"))).ConfigureAwait(false);
        }
        else if (await MayEndAsync(token, CmdletMessages.ActionRevoke(token), stopping).ConfigureAwait(false))
        {
            var revoked = await Audit.ChangeAsync(
                connection,
                AuditStep.Revoke,
                token.Id,
                token.Name,
                () => TokenRevocation.RevokeAsync(connection.Api, token, successorId: null, stopping)).ConfigureAwait(false);
            await OnPipelineThread(() => Tell(token, revoked)).ConfigureAwait(false);
        }
    }

    private void Leave(DtToken token)
    {
        WriteVerbose(CmdletMessages.AlreadyRevoked(token));
        Emit(token);
    }

    private void Tell(DtToken token, DtToken revoked)
    {
        if (TokenRevocation.Since(revoked) is null)
        {
            WriteWarning(CmdletMessages.StampDoesNotFit(token));
        }

        if (token.Kind == DtTokenKind.Platform)
        {
            WriteWarning(AccountTexts.MayWorkOn(token));
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

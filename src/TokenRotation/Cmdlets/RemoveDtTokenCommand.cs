using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Deletes tokens for good. An enabled token, and one that was revoked only lately or at an unknown time, is refused: a
/// revoked token is the way back in an emergency.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "DtToken", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DtToken))]
public sealed class RemoveDtTokenCommand : DtTokenCmdlet
{
    /// <summary>How long a token must have been revoked, by the server's clock: 7d, 12h, a TimeSpan. Seven days if not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Deletes even an enabled or lately revoked token. -WhatIf and -Confirm still hold.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits each token as it was before.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        var refusal = token.Id == connection.Api.CallerId ? ErrorRecords.OwnToken(token, "deleted")
            : Force ? null
            : Refusal(token, connection.Api.ServerTime);
        if (refusal is not null)
        {
            await OnPipelineThread(() => WriteError(refusal)).ConfigureAwait(false);
        }
        else if (await ShouldProcessAsync(CmdletMessages.Target(token), CmdletMessages.ActionRemove, stopping).ConfigureAwait(false))
        {
            var deleted = await ChangeAsync(
                connection, AuditStep.Remove, token.Id, () => connection.Api.DeleteAsync(token.Id, stopping)).ConfigureAwait(false);
            await OnPipelineThread(() => Tell(token, deleted)).ConfigureAwait(false);
        }
    }

    private void Tell(DtToken token, bool deleted)
    {
        if (!deleted)
        {
            WriteVerbose(CmdletMessages.Gone(token.Id, token.Environment));
        }

        if (PassThru)
        {
            WriteObject(token);
        }
    }

    /// <inheritdoc/>
    private protected override void ProcessMissing(TokenNotFoundException missing, string id, Connection connection) =>
        WriteWarning(CmdletMessages.Gone(id, connection.Api.Environment));

    private ErrorRecord? Refusal(DtToken token, DateTimeOffset now)
    {
        if (token.Enabled)
        {
            return ErrorRecords.TokenIsEnabled(token);
        }

        if (GracePeriod <= TimeSpan.Zero)
        {
            return null;
        }

        if (TokenRevocation.Since(token) is not { } revoked)
        {
            return ErrorRecords.RevocationTimeUnknown(token);
        }

        return now - revoked < GracePeriod ? ErrorRecords.GracePeriodNotOver(token, revoked, revoked + GracePeriod) : null;
    }
}

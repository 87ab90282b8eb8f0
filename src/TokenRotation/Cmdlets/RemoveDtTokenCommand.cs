using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Deletes tokens for good. An enabled token, and one that was revoked only lately or at an unknown time, is refused: a
/// revoked token is the way back in an emergency.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove, "DtToken", DefaultParameterSetName = ById,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DtToken))]
public sealed class RemoveDtTokenCommand : DtTokenCmdlet
{
    private readonly HashSet<Connection> _begun = [];

    /// <summary>
    /// How long a token must have been revoked, by the server's clock: 7d, 12h, a TimeSpan. Seven days if not given.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    public DtDuration GracePeriod { get; set; } = RotationPolicy.DefaultGracePeriod;

    /// <summary>Deletes even an enabled or lately revoked token. -WhatIf and -Confirm still hold.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits each token as it was before.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var connection in ResolveConnections().Where(_begun.Add))
        {
            connection.Api.RestartServerTimes();
        }

        base.ProcessRecord();
    }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) => !token.Enabled;

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        if (RefusalOf(connection, token) is { } refusal)
        {
            await OnPipelineThread(() => WriteError(refusal)).ConfigureAwait(false);
        }
        else if (await MayEndAsync(token, CmdletMessages.ActionRemove(token), stopping).ConfigureAwait(false))
        {
            await RemoveAsync(connection, token, stopping).ConfigureAwait(false);
        }
    }

    // The question may have waited long, and the token been restored meanwhile.
    private async Task RemoveAsync(Connection connection, DtToken asked, CancellationToken stopping)
    {
        var token = Force ? asked : await connection.Api.FindAsync(asked.Id, stopping).ConfigureAwait(false);
        if (token is not null && RefusalOf(connection, token) is { } refusal)
        {
            await OnPipelineThread(() => WriteError(refusal)).ConfigureAwait(false);
            return;
        }

        var deleted = token is not null && await Audit.ChangeAsync(
            connection,
            AuditStep.Remove,
            token.Id,
            token.Name,
            () => connection.Api.DeleteAsync(token.Id, stopping)).ConfigureAwait(false);
        await OnPipelineThread(() => Tell(asked, deleted)).ConfigureAwait(false);
    }

    private ErrorRecord? RefusalOf(Connection connection, DtToken token) =>
        token.Id == connection.Api.CallerId ? ErrorRecords.OwnToken(token, "deleted")
        : Force ? null
        : Refusal(token, connection.Api.ServerTimes);

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

    private ErrorRecord? Refusal(DtToken token, ServerTimes times)
    {
        var ended = EndOf(token, times);
        if (token.Enabled && ended is null)
        {
            return ErrorRecords.TokenIsEnabled(token);
        }

        if (GracePeriod <= TimeSpan.Zero)
        {
            return null;
        }

        if (ended is not { } revoked)
        {
            return ErrorRecords.RevocationTimeUnknown(token);
        }

        if (!times.IsKnown)
        {
            return ErrorRecords.ServerTimeUnknown(token);
        }

        // What a rotation has promised is shortened by -Force alone.
        var grace = NameStamp.Read(token.Name).Stamp?.Span is { } noted && noted > GracePeriod.Value ? noted : GracePeriod.Value;
        return times.Earliest - revoked < grace ? ErrorRecords.GracePeriodNotOver(token, revoked, revoked + grace) : null;
    }

    // A platform token that has expired stays active and in the list until somebody deletes it.
    private static DateTimeOffset? EndOf(DtToken token, ServerTimes times) =>
        token is { Kind: DtTokenKind.Platform, Enabled: true, ExpirationDate: { } expiry }
            ? times.IsKnown && expiry <= times.Earliest ? expiry : null
            : TokenRevocation.Since(token);
}

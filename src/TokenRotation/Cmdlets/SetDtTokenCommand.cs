using System.Management.Automation;
using TokenRotation.Api;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Renames tokens, and gives them other scopes; moves the expiry of platform tokens. What a rotation has noted at the end of a
/// name stays there: the state of the rotation is nothing that a new name may change.
/// </summary>
[Cmdlet(
    VerbsCommon.Set, "DtToken", DefaultParameterSetName = ById,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class SetDtTokenCommand : DtTokenCmdlet
{
    /// <summary>The new name, without what a rotation notes at its end.</summary>
    [Parameter]
    [ValidateLength(1, NameStamp.MaximumNameLength)]
    public string? NewName { get; set; }

    /// <summary>All that the token may do from now on: what is left out is taken away.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Scope { get; set; }

    /// <summary>
    /// When the platform token expires from now on: a date, or now+90d. The expiry of a classic token is fixed.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(DateCompleter))]
    public DtDate? ExpirationDate { get; set; }

    /// <summary>Emits each token as it is afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (FaultOfParameters() is { } fault)
        {
            ThrowTerminatingError(fault);
        }
    }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) =>
        NameStamp.Read(token.Name).Stamp is not { Kind: StampKind.Revoked };

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        if (Refusal(connection, token) is { } refusal)
        {
            await OnPipelineThread(() => WriteError(refusal)).ConfigureAwait(false);
        }
        else if (After(token) == token)
        {
            await OnPipelineThread(() => Emit(token)).ConfigureAwait(false);
        }
        else if (await ShouldProcessAsync(
            CmdletMessages.Target(token), Action(), stopping).ConfigureAwait(false))
        {
            await ChangeAsync(connection, token.Id, stopping).ConfigureAwait(false);
        }
    }

    // The question may have waited, and a rotation have written its note meanwhile.
    private async Task ChangeAsync(Connection connection, string id, CancellationToken stopping)
    {
        var token = await connection.Api.GetAsync(id, stopping).ConfigureAwait(false);
        if (Refusal(connection, token) is { } refusal)
        {
            await OnPipelineThread(() => WriteError(refusal)).ConfigureAwait(false);
            return;
        }

        var after = After(token);
        var update = new TokenUpdate
        {
            Name = NewName is null ? null : after.Name,
            Scopes = Scope,
            ExpirationDate = ExpirationDate is null ? null : after.ExpirationDate,
        };
        var changed = await Audit.ChangeAsync(connection, AuditStep.Change, id, token.Name, async () =>
        {
            await connection.Api.UpdateAsync(id, update, stopping).ConfigureAwait(false);
            return after;
        }).ConfigureAwait(false);
        await OnPipelineThread(() => Emit(changed)).ConfigureAwait(false);
    }

    private DtToken After(DtToken token) => token with
    {
        Name = NewName is null ? token.Name : NameStamp.Read(token.Name).Stamp?.ApplyTo(NewName) ?? NewName,
        Scopes = Scope ?? token.Scopes,
        ExpirationDate = ExpirationDate is { } moved ? ToSeconds(moved.Value) : token.ExpirationDate,
    };

    // The account knows no shorter time.
    private static DateTimeOffset ToSeconds(DateTimeOffset date) =>
        DateTimeOffset.FromUnixTimeSeconds(date.ToUnixTimeSeconds());

    private string Action() => ExpirationDate is { } moved
        ? AccountTexts.ActionMoveExpiry(moved.Value)
        : CmdletMessages.ActionSet(NewName, Scope);

    private ErrorRecord? FaultOfParameters() =>
        NewName is null && Scope is null && ExpirationDate is null
            ? ErrorRecords.ParameterMissing(ParameterSetName, CmdletMessages.NewNameOrScope)
            : NewName is not null && ServerText.HoldsToken(NewName) ? ErrorRecords.SecretAsName()
            : NewName is not null && NameStamp.Read(NewName).Stamp is not null ? ErrorRecords.StampAsName(NewName)
            : ScopeNames.SlipIn(Scope, WriteWarning);

    private ErrorRecord? Refusal(Connection connection, DtToken token)
    {
        if (token.Kind == DtTokenKind.Platform)
        {
            return NewName is null && Scope is null ? null : AccountErrorRecords.FixedAtBirth(token);
        }

        if (ExpirationDate is not null)
        {
            return AccountErrorRecords.ExpiryIsFixed(token);
        }

        var stamp = NameStamp.Read(token.Name).Stamp;
        return NewName is not null && stamp?.Fits(NewName) == false
            ? ErrorRecords.NameTooLong(token, stamp.Room)
            : Scope is not null && token.Id == connection.Api.CallerId && !connection.Api.Capabilities.CanManageTokens(Scope)
            ? ErrorRecords.OwnToken(token, "left without the right to manage tokens")
            : null;
    }

    private void Emit(DtToken token)
    {
        if (PassThru)
        {
            WriteObject(token);
        }
    }
}

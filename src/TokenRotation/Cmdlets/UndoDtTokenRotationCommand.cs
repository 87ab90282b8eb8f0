using System.Management.Automation;
using TokenRotation.Audit;
using TokenRotation.Cmdlets.Base;
using TokenRotation.Cmdlets.Binding;
using TokenRotation.Cmdlets.Connections;
using TokenRotation.Cmdlets.Errors;
using TokenRotation.Cmdlets.Rotating;
using TokenRotation.Cmdlets.Stores;
using TokenRotation.Rotation;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Takes rotations back, as long as the old token exists: it is enabled, and a platform token gets its expiry back; its secret is
/// put back into the store and read back, and only then the new token is revoked.
/// </summary>
[Cmdlet(
    VerbsCommon.Undo, "DtTokenRotation", DefaultParameterSetName = ById,
    SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DtToken))]
public sealed class UndoDtTokenRotationCommand : DtTokenCmdlet, IStoreParameters
{
    private SecretDestination? _destination;

    /// <summary>The SecretManagement vault that holds the token's secret, or all of them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Vault { get; set; }

    /// <summary>The names of the secret in the store, as the rotation was given them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? SecretName { get; set; }

    /// <summary>Stores a secret: param($Name, $Token, $TokenId).</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Store { get; set; }

    /// <summary>Reads a secret of -Store: param($Name).</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Retrieve { get; set; }

    /// <summary>Removes a secret of -Store: param($Name). Without it, the new token's pending secret stays there.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Discard { get; set; }

    /// <summary>Exit codes of programs in -Store, -Retrieve and -Discard that are no failure, besides 0.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[]? AllowExitCode { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _destination = StoreParameters.Of(this).OpenFor(this, InvokeInSession);
    }

    /// <inheritdoc/>
    private protected override bool TakesAccounts => true;

    /// <inheritdoc/>
    private protected override bool Concerns(DtToken token) => NameStamp.Read(token.Name).Stamp is { PartnerId: not null };

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<DtToken>> FindAsync(
        Connection connection, string name, CancellationToken stopping) => connection.IsAccount
            ? await UndoOfPlatformToken.NamedAsync(connection.Api, name, stopping).ConfigureAwait(false)
            : await base.FindAsync(connection, name, stopping).ConfigureAwait(false);

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        var places = SecretDestination.PlacesOf(_destination, connection.EnvironmentId);
        var undo = connection.IsAccount
            ? await UndoOfPlatformToken.FindAsync(connection, token.Id, places, stopping).ConfigureAwait(false)
            : await UndoOfToken.FindAsync(connection, token, places, stopping).ConfigureAwait(false);
        if (undo is null)
        {
            await OnPipelineThread(() => WriteError(ErrorRecords.NotBeingReplaced(token.Id))).ConfigureAwait(false);
        }
        else if (undo.Refusal is { } refusal)
        {
            await OnPipelineThread(() => WriteError(ErrorRecords.RotationRefused(refusal, undo.Old.Id))).ConfigureAwait(false);
        }
        else if (await ShouldProcessAsync(CmdletMessages.Target(undo.Old), undo.Action, stopping).ConfigureAwait(false))
        {
            using var claim = RunnerLocks.OfThisUser() is { } locks
                ? locks.TryTake(connection.Api.Environment, undo.Old.Id)
                : new MemoryStream();
            await (claim is null
                ? OnPipelineThread(() => WriteError(ErrorRecords.NeedsAttention(RotationReasons.AnotherRunHere, undo.Old.Id)))
                : UndoAsync(connection, undo)).ConfigureAwait(false);
        }
    }

    private async Task UndoAsync(Connection connection, PendingUndo undo)
    {
        var undone = await Audit.ChangeAsync(
            connection, AuditStep.Restore, undo.Old.Id, undo.Old.Name, undo.RunAsync, entries: undo.Entries)
            .ConfigureAwait(false);
        if (undone.Caller is { } caller)
        {
            connection.SwitchTo(caller, undone.Old);
        }

        await OnPipelineThread(() => Tell(connection, undone)).ConfigureAwait(false);
    }

    private void Tell(Connection connection, UndoneRotation undone)
    {
        if (undone.StillEnabled is { } still)
        {
            WriteWarning(
                connection.IsAccount || NameStamp.Read(undone.Old.Name).Stamp is not null
                    ? RotationEndings.BothStay(undone.Old, still)
                : still.Id == connection.Api.CallerId ? RotationEndings.OwnTokenStays(still)
                : CmdletMessages.SuccessorStays(still));
        }

        WriteObject(undone.Old);
    }
}

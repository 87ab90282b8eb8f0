using System.Management.Automation;
using TokenRotation.Api;
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
/// Takes rotations back, as long as the old token exists: it is enabled, its secret is put back into the store and read back, and
/// only then the new token is revoked.
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
    private protected override bool Concerns(DtToken token) => NameStamp.Read(token.Name).Stamp is { PartnerId: not null };

    /// <inheritdoc/>
    private protected override async Task ProcessTokenAsync(Connection connection, DtToken token, CancellationToken stopping)
    {
        var old = NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Pending, PartnerId: { } oldId }
            ? await connection.Api.FindAsync(oldId, stopping).ConfigureAwait(false)
            : token;
        if (old is null || NameStamp.Read(old.Name) is not (var name, { Kind: not StampKind.Pending, PartnerId: { } newId }))
        {
            await OnPipelineThread(() => WriteError(ErrorRecords.NotBeingReplaced(token.Id))).ConfigureAwait(false);
            return;
        }

        if (await NeedsStoreAsync(connection, old, newId, stopping).ConfigureAwait(false) is { } refusal)
        {
            await OnPipelineThread(() => WriteError(refusal)).ConfigureAwait(false);
            return;
        }

        var entries = SecretDestination.PlacesOf(_destination, connection.EnvironmentId).EntriesOf(name);
        if (!await ShouldProcessAsync(
            CmdletMessages.Target(old), RotationEndings.ActionUndo(newId, entries), stopping).ConfigureAwait(false))
        {
            return;
        }

        using var claim = RunnerLocks.OfThisUser() is { } locks
            ? locks.TryTake(connection.Api.Environment, old.Id)
            : new MemoryStream();
        await (claim is null
            ? OnPipelineThread(() => WriteError(ErrorRecords.NeedsAttention(RotationReasons.AnotherRunHere, old.Id)))
            : UndoAsync(connection, old, name, stopping)).ConfigureAwait(false);
    }

    private async Task<ErrorRecord?> NeedsStoreAsync(
        Connection connection, DtToken old, string newId, CancellationToken stopping) =>
        SecretDestination.PlacesOf(_destination, connection.EnvironmentId).IsPipeline
        && await connection.Api.FindAsync(newId, stopping).ConfigureAwait(false) is { } successor
        && RotationUndo.IsStored(old, successor)
            ? ErrorRecords.RotationRefused(RotationEndings.UndoNeedsStore(old, successor), old.Id)
            : null;

    private async Task UndoAsync(Connection connection, DtToken old, string name, CancellationToken stopping)
    {
        var place = SecretDestination.PlacesOf(_destination, connection.EnvironmentId).Of(name, connection.Api, stopping);
        var owner = connection.Caller.Knowing(connection.Api).Owner;
        // A prompt may have waited long.
        var now = await connection.Api.GetAsync(old.Id, stopping).ConfigureAwait(false);
        var undone = await Audit.ChangeAsync(
            connection,
            AuditStep.Restore,
            old.Id,
            old.Name,
            () => new RotationUndo(connection.Api, owner, place, stopping, connection.ApiOf(now.Id)).RunAsync(now),
            entries: place.Names).ConfigureAwait(false);
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
                NameStamp.Read(undone.Old.Name).Stamp is not null ? RotationEndings.BothStay(undone.Old, still)
                : still.Id == connection.Api.CallerId ? RotationEndings.OwnTokenStays(still)
                : CmdletMessages.SuccessorStays(still));
        }

        WriteObject(undone.Old);
    }
}

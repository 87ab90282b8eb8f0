using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation.Accounts;

/// <content>What people do to rotations that they name.</content>
internal sealed partial class AccountRun
{
    /// <summary>The old token to which somebody goes back, with the store where there is one; null where nobody does.</summary>
    public string? Undoes { get; private set; }

    /// <summary>Somebody says that a secret has arrived.</summary>
    public bool Completes { get; private set; }

    /// <summary>Complete-DtTokenRotation.</summary>
    public void Complete(string id)
    {
        Completes = true;
        Ending = GoAsync(() => CompleteAsync(id));
    }

    /// <summary>Undo-DtTokenRotation.</summary>
    public void Undo(AccountTarget target)
    {
        Undoes = target.Old.Id;
        Ending = GoAsync(async () =>
        {
            try
            {
                await UndoAsync(target).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is SecretStoreException or SecretNameException or HandOverException)
            {
                World.Trace?.Invoke($"      {this} ends: {failure.Message}");
            }
        });
    }

    private async Task CompleteAsync(string id)
    {
        var run = await BeginRunAsync(TokenKinds.Complete).ConfigureAwait(false);
        var pattern = new RotationTarget
        {
            OldId = string.Empty,
            Policy = new RotationPolicy { Arrived = true, GraceIsGiven = false, OverlapIsGiven = false },
        };
        var finder = new TargetFinder(run, pattern);
        finder.AddRotationOf(id);
        await AdvanceAsync(run, finder).ConfigureAwait(false);
    }

    // As the cmdlet does: a prompt may wait long, and what was read before it is read again.
    private async Task UndoAsync(AccountTarget target)
    {
        var api = World.Mutant.Api(new SimulatedAccountApi(this), this);
        var place = Places(target).Of(NameStamp.Read(target.Old.Name).BaseName, api, Abort.Token);
        if (await PairAsync().ConfigureAwait(false) is not { } pair)
        {
            return;
        }

        var successor = await pair.HeirAsync(place, api.ServerTime).ConfigureAwait(false);
        if (PlatformUndo.Refusal(pair.Old, successor, place, api.ServerTime) is { } refusal)
        {
            World.Trace?.Invoke($"      {this} is refused: {refusal}");
            return;
        }

        if (!await World.SuspendAsync(
            this, CallKind.Approve, "approve the undo", call => call.Twist != Fault.Lie, Abort.Token).ConfigureAwait(false))
        {
            return;
        }

        var locks = World.Locks.Of(() => IsOver);
        using var claim = locks?.TryTake(api.Environment, target.Old.Id);
        if ((locks is null || claim is not null) && await PairAsync().ConfigureAwait(false) is { } now)
        {
            var undone = await new PlatformUndo(api, place, Time, Abort.Token).RunAsync(now).ConfigureAwait(false);
            World.Trace?.Invoke($"      {this} has gone back to {undone.Old.Id}"
                + (undone.StillEnabled is { } still ? $", and {still.Id} stays" : string.Empty));
        }

        async Task<PlatformPair?> PairAsync() => PlatformPair.Of(
            await TenantSnapshot.TakeAsync(api, Abort.Token).ConfigureAwait(false), target.Old.Id, api.ServerTime);
    }
}

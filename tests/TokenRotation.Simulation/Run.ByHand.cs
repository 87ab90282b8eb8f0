using TokenRotation.Rotation;
using TokenRotation.Rotation.Places;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Secrets;

namespace TokenRotation.Simulation;

/// <content>What people do to tokens that they name.</content>
internal sealed partial class Run
{
    /// <summary>What the cmdlets have that people run.</summary>
    public static RotationPolicy PolicyByHand { get; } = new() { Arrived = true, GraceIsGiven = false };

    /// <summary>The error with which an admin's command has ended; null for none.</summary>
    public string? Answered { get; private set; }

    /// <summary>An admin does one thing to tokens that he names.</summary>
    public bool IsByHand { get; private set; }

    /// <summary>The old token to which somebody goes back, with the store; null where nobody does.</summary>
    public string? Undoes { get; private set; }

    /// <summary>He says that a secret has arrived.</summary>
    public bool Completes { get; private set; }

    /// <summary>Whose secret has not; a call of his may be carried out when he has found out. Null where he is right.</summary>
    public Target? Mistakes { get; set; }

    /// <summary>What an admin does about a hand-over that did not arrive.</summary>
    public void Restore(string oldId, string newId) => ByHand(() => RestoreAsync(oldId, newId));

    /// <summary>What he does about a new token that was left behind, and used.</summary>
    public void Revoke(string id) => ByHand(() => RevokeAsync(id));

    /// <summary>Restore-DtToken.</summary>
    public void Enable(string id) => ByHand(() => EnableAsync(id));

    /// <summary>Complete-DtTokenRotation.</summary>
    public void Complete(string id)
    {
        Completes = true;
        ByHand(() => CompleteAsync(id));
    }

    /// <summary>Undo-DtTokenRotation, with the store where there is one.</summary>
    public void Undo(string oldId)
    {
        Undoes = oldId;
        ByHand(() => UndoAsync(oldId));
    }

    private void ByHand(Func<Task> work)
    {
        IsByHand = true;
        Ending = GoAsync(async () =>
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception failure)
                when (failure is SecretStoreException or SecretNameException or HandOverException or RotationRefusedException)
            {
                Answered = failure.Message;
                World.Trace?.Invoke($"      {this} ends: {failure.Message}");
            }
        });
    }

    private async Task RevokeAsync(string id)
    {
        TargetIds.Add(id);
        var credential = World.TokenOf(World.CredentialFor(this));
        var api = new SimulatedTokenApi(this, credential, credential.Id);
        var token = await api.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
        await TokenRevocation.RevokeAsync(api, token, null, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task EnableAsync(string id)
    {
        TargetIds.Add(id);
        var credential = ApiToken.Parse(World.CredentialFor(this));
        var api = new SimulatedTokenApi(this, credential, credential.Id);
        var token = await api.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
        await TokenRevocation.EnableAsync(api, token, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RestoreAsync(string oldId, string newId)
    {
        TargetIds.UnionWith([oldId, newId]);
        var credential = World.TokenOf(World.CredentialFor(this));
        var api = new SimulatedTokenApi(this, credential, credential.Id);
        var old = await api.GetAsync(oldId, CancellationToken.None).ConfigureAwait(false);
        await new RotationUndo(api, World.Owner, SecretPlace.Pipeline, CancellationToken.None)
            .RunAsync(old).ConfigureAwait(false);
        var successor = await api.GetAsync(newId, CancellationToken.None).ConfigureAwait(false);
        if (successor.Enabled)
        {
            await TokenRevocation.RevokeAsync(api, successor, null, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(string id)
    {
        var run = await BeginRunAsync(CompletionPlanner.Plan).ConfigureAwait(false);
        var finder = new TargetFinder(run, new RotationTarget { OldId = string.Empty, Policy = Policy });
        finder.AddRotationOf(id);
        TargetIds.UnionWith(finder.Targets.Select(target => target.OldId));
        await new RotationRunner(run, World.Mutant.Host(new SimulatedHost(this), this), Stop.Token)
            .RunAsync(finder.Targets).ConfigureAwait(false);
    }

    // As the cmdlet does: a prompt may wait long, and what was read before it is read again.
    private async Task UndoAsync(string oldId)
    {
        TargetIds.Add(oldId);
        var credential = World.TokenOf(World.CredentialFor(this));
        var api = World.Mutant.Api(new SimulatedTokenApi(this, credential, credential.Id), this);
        var old = await api.GetAsync(oldId, Abort.Token).ConfigureAwait(false);
        if (NameStamp.Read(old.Name).Stamp?.PartnerId is not { } newId)
        {
            return;
        }

        TargetIds.Add(newId);
        if (!await World.SuspendAsync(
            this, CallKind.Approve, "approve the undo", call => call.Twist != Fault.Lie, Abort.Token).ConfigureAwait(false))
        {
            return;
        }

        old = await api.GetAsync(oldId, Abort.Token).ConfigureAwait(false);
        var place = Places(oldId).Of(NameStamp.Read(old.Name).BaseName, api, Abort.Token);
        var undone = await new RotationUndo(api, World.Owner, place, Abort.Token).RunAsync(old).ConfigureAwait(false);
        if (undone.StillEnabled is { } stays && NameStamp.Read(undone.Old.Name).Stamp is null
            && World.Invariants.MadeTokens.ContainsKey(stays.Id) && !World.IsInUse(stays.Id))
        {
            // As its warning says, where nothing uses the new token.
            await TokenRevocation.RevokeAsync(api, stays, null, Abort.Token).ConfigureAwait(false);
        }
    }
}

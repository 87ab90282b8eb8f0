using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// Takes back, when a run is through with a rotation or is stopped, a new token of its own that is of no use to anybody, because
/// its secret has gone nowhere.
/// </summary>
internal sealed class Withdrawal(RotationRun run, IRotationHost host)
{
    // After Ctrl+C the user waits for it; where the pipeline has ended otherwise, nobody does.
    private static readonly TimeSpan HastyTime = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(1);

    /// <summary>Does so if there is one. What fails is left to a later run.</summary>
    public async Task TakeBackAsync(RotationFacts facts)
    {
        // Who authenticates by now cannot go.
        if ((!IsUntaken(facts) && !IsNowhere(facts)) || facts.Own!.Id == run.Caller.Id)
        {
            return;
        }

        var limit = run.Abort.IsCancellationRequested ? HastyTime : UsualTime;
        try
        {
            if (await run.Api.AtTheEndAsync((api, ending) => TakeBackAsync(api, facts, ending), limit).ConfigureAwait(false))
            {
                host.Note(new RotationNote(RotationStep.Withdraw, facts.OldId, facts.Own.Id, run.Api.ServerTime, null)
                {
                    TokenName = facts.Name,
                });
            }
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException)
        {
            // A later run collects it, or an admin settles it.
        }
    }

    // Unless the old one says that it is replaced by it.
    private static bool IsNowhere(RotationFacts facts) =>
        facts.Own is { StoreTried: false, CommitTried: false, HandedOver: false } own
        && facts.Heirs.All(heir => heir.Id != own.Id);

    // The mark was sent, and the pipeline has not been given the secret. Who edits himself cannot take that back.
    private bool IsUntaken(RotationFacts facts) =>
        facts is { Store: null, Old: { } old, Own: { CommitTried: true, HandOverTried: false } } && old.Id != run.Caller.Id;

    // A name that is cut is written whole before the hand-over, perhaps by the very call that was cut off: without its mark
    // nobody would collect what cannot be deleted now.
    private static async Task MarkAgainAsync(ITokenApi api, RotationFacts facts, CancellationToken ending)
    {
        var own = facts.Own!;
        if (await api.FindAsync(own.Id, ending).ConfigureAwait(false) is { } token && NameStamp.Read(token.Name).Stamp is null)
        {
            var stamp = NameStamp.Pending(own.Operation, facts.OldId, facts.Place ?? NameStamp.Pipeline);
            await api.UpdateAsync(own.Id, new TokenUpdate { Name = stamp.ApplyTo(own.Name) }, ending).ConfigureAwait(false);
        }
    }

    // Somebody has taken it that the secret has arrived, and has revoked the old token for it: without the new one nothing would
    // lead back to either. After a leak the run itself has revoked it.
    private static bool IsLetGo(RotationFacts facts, NameStamp mark) =>
        mark.Kind == StampKind.Revoked && !facts.Policy.Compromised;

    private static async Task<bool> TakeBackAsync(ITokenApi api, RotationFacts facts, CancellationToken ending)
    {
        var own = facts.Own!;
        // A platform token that replaces another is noted on nobody but itself.
        if (own.CommitTried && !api.Capabilities.IsOfAccount)
        {
            // What a call has done that was cut off, its answer does not tell. A mark that is still on its way must find the
            // token.
            if (await api.FindAsync(facts.OldId, ending).ConfigureAwait(false) is not { } old
                || NameStamp.Read(old.Name) is not (var name, { Kind: not StampKind.Pending } mark) || mark.PartnerId != own.Id
                || IsLetGo(facts, mark))
            {
                return false;
            }

            await MarkAgainAsync(api, facts, ending).ConfigureAwait(false);
            // Nobody has the new secret: a revocation that comes between the look and this call is taken back by it.
            var update = new TokenUpdate { Enabled = old.Enabled ? true : null, Name = NameStamp.Uncut(name, own.Name) };
            await api.UpdateAsync(facts.OldId, update, ending).ConfigureAwait(false);
        }

        await api.DeleteAsync(own.Id, ending).ConfigureAwait(false);
        return true;
    }
}

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
        var isUntaken = IsUntaken(facts);
        // Who authenticates by now cannot go.
        if ((!isUntaken && !IsNowhere(facts)) || facts.Own!.Id == run.Caller.Id)
        {
            return;
        }

        var own = facts.Own!;
        var limit = run.Abort.IsCancellationRequested ? HastyTime : UsualTime;
        try
        {
            if (isUntaken)
            {
                await run.Api.AtTheEndAsync((api, ending) => TakeMarkBackAsync(api, facts, ending), limit, run.Options.Time)
                    .ConfigureAwait(false);
            }

            await run.Api.AtTheEndAsync((api, ending) => api.DeleteAsync(own.Id, ending), limit, run.Options.Time)
                .ConfigureAwait(false);
            host.Note(new RotationNote(RotationStep.Withdraw, facts.OldId, own.Id, run.Api.ServerTime, null));
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

    // The old token says so, and the pipeline has not been given it. Who edits himself cannot take that back.
    private bool IsUntaken(RotationFacts facts) =>
        facts is { Store: null, Old: { } old, Own: { CommitTried: true, HandOverTried: false } own }
        && NameStamp.Read(old.Name).Stamp is { Kind: not StampKind.Pending } mark && mark.PartnerId == own.Id
        && old.Id != run.Caller.Id;

    private static async Task<bool> TakeMarkBackAsync(ITokenApi api, RotationFacts facts, CancellationToken ending)
    {
        var name = NameStamp.Uncut(NameStamp.Read(facts.Old!.Name).BaseName, facts.Own!.Name);
        await api.UpdateAsync(facts.OldId, new TokenUpdate { Name = name }, ending).ConfigureAwait(false);
        return true;
    }
}

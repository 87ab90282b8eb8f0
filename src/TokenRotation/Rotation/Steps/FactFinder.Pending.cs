using TokenRotation.Rotation.Planning;
using static TokenRotation.Rotation.Steps.PendingSuccessors;

namespace TokenRotation.Rotation.Steps;

/// <content>What is left of what lists have shown.</content>
internal sealed partial class FactFinder
{
    /// <summary>The facts with the pending successors as they are at this moment, each read by itself.</summary>
    public async Task<RotationFacts> ReadPendingAsync(RotationFacts facts)
    {
        var pending = new List<DtToken>();
        foreach (var known in facts.Pending)
        {
            if (await GetAsync(known.Id).ConfigureAwait(false) is { } now)
            {
                pending.Add(now);
            }
        }

        return facts with { Pending = InOrder(pending.Where(token => IsPendingOf(token, facts.OldId))) };
    }
}

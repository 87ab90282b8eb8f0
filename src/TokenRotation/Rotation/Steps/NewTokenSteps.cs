using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Steps;

/// <summary>
/// The steps from the creation of a new token to the proof that it works: the old token does not know of it yet.
/// </summary>
internal sealed class NewTokenSteps(RotationRun run, RotationTarget target, FactFinder finder)
{
    private const int Creations = 2;

    private readonly HashSet<string> _lostOperations = new(StringComparer.Ordinal);

    public async Task<RotationFacts> CreateAsync(RotationFacts facts)
    {
        var spec = target.Missing ?? SuccessorPlan.SpecFor(facts.Old!, target, run.Api.Capabilities);
        await finder.PlaceOf(facts).ProveAsync(run.Proofs).ConfigureAwait(false);
        await finder.SweepAsync(facts).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var operation = run.Options.NewOperation();
            var before = run.Api.ServerTime;
            var stamped = spec with
            {
                Name = NameStamp.Pending(operation, facts.OldId, facts.Place ?? NameStamp.Pipeline).ApplyTo(spec.Name),
            };
            try
            {
                var created = await run.Api.CreateAsync(stamped, run.Abort).ConfigureAwait(false);
                return facts with { Own = OwnSuccessor.Made(operation, created, spec, before) };
            }
            catch (CreateOutcomeUnknownException)
            {
                // Its secret is lost with its answer: whatever came of it is deleted, and another one made.
                _lostOperations.Add(operation);
                await RemoveLostAsync(facts, await run.ReadShortListAsync(run.Api, TokenOrder.NewestFirst).ConfigureAwait(false))
                    .ConfigureAwait(false);
                if (attempt == Creations)
                {
                    throw;
                }
            }
        }
    }

    public async Task<RotationFacts> ElectAsync(RotationFacts facts)
    {
        var recent = await run.Lists.NextAsync(TokenOrder.NewestFirst).ConfigureAwait(false);
        var removed = await RemoveLostAsync(facts, recent).ConfigureAwait(false);
        var merged = await finder.MergeAsync(facts, recent).ConfigureAwait(false);
        merged = merged with { Pending = merged.Pending.Where(token => !removed.Contains(token.Id)).ToList() };
        var listed = merged.Pending.FirstOrDefault(token => token.Id == facts.Own!.Id);
        return merged with
        {
            // Where no answer tells the time, the age of the token is told by the clock that saw its creation.
            Own = facts.Own! with
            {
                Listed = true,
                CreationDate = run.Api.ServerTimes.IsKnown
                    ? listed?.CreationDate ?? facts.Own.CreationDate
                    : facts.Own.CreationDate,
            },
        };
    }

    public async Task<RotationFacts> WithdrawAsync(RotationFacts facts)
    {
        await run.Api.DeleteAsync(facts.Own!.Id, run.Abort).ConfigureAwait(false);
        return facts.WithoutPending(facts.Own!.Id) with { Own = null };
    }

    public Task<RotationFacts> ResumeAsync(RotationFacts facts, DtToken successor) => PendingSecret.TakeUpAsync(
        finder.PlaceOf(facts),
        facts,
        successor,
        NameStamp.Read(successor.Name).Stamp!.Operation!,
        finder.NameOf(facts),
        run.Api.ServerTime);

    public Task<RotationFacts> StoreAsync(RotationFacts facts) => PendingSecret.KeepAsync(finder.PlaceOf(facts), facts);

    public async Task<RotationFacts> VerifyAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var expected = own.Spec
            ?? target.Missing
            ?? (facts.Old is { } old ? SuccessorPlan.SpecFor(old, target, run.Api.Capabilities) : null);
        var seen = await new Verification(run).ProveAsync(own, expected).ConfigureAwait(false);
        return facts with { Own = own with { Verified = true, ExpirationDate = seen.ExpirationDate } };
    }

    private async Task<HashSet<string>> RemoveLostAsync(RotationFacts facts, RecentTokens recent)
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in recent.PendingOf(facts.OldId).Where(IsLost))
        {
            await run.Api.DeleteAsync(token.Id, run.Abort).ConfigureAwait(false);
            removed.Add(token.Id);
        }

        return removed;
    }

    private bool IsLost(DtToken token) =>
        NameStamp.Read(token.Name).Stamp?.Operation is { } operation && _lostOperations.Contains(operation);
}

using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Rotation.Steps;
using TokenRotation.Rotation.Targets;
using TokenRotation.Rotation.Tenant;

namespace TokenRotation.Rotation.Platform.Steps;

/// <summary>
/// The steps from the birth of a new platform token to the proof that it works. It has a lease only: whatever becomes of its run,
/// it ends by itself.
/// </summary>
internal sealed class LeaseSteps(RotationRun run, RotationTarget target, PlatformFactFinder finder)
{
    private const int Creations = 2;

    public async Task<RotationFacts> MintAsync(RotationFacts facts)
    {
        var spec = target.Missing ?? PlatformSuccessor.SpecFor(facts.Old!, target);
        await finder.PlaceOf(facts).ProveAsync(run.Proofs).ConfigureAwait(false);
        await finder.SweepAsync(facts).ConfigureAwait(false);
        if (run.Api.ServerTimes.IsOfOneAnswer)
        {
            // That one may be wrong, and a lease that is too long would look like an extension.
            facts = await finder.RefreshAsync(facts).ConfigureAwait(false);
            if (!run.IsStill(RotationStep.Create, facts))
            {
                return facts;
            }
        }

        if (!run.Room.TryTake(facts.Old?.Owner))
        {
            return facts with { HasRoom = false };
        }

        try
        {
            return facts with { Own = await MintInTimeAsync(facts, spec).ConfigureAwait(false) };
        }
        catch (TokenApiException failure) when (failure is not CreateOutcomeUnknownException)
        {
            run.Room.GiveBack(facts.Old?.Owner);
            throw;
        }
    }

    public async Task<RotationFacts> ElectAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var listed = await finder.NextListAsync(facts with { Own = own with { Listed = true } }).ConfigureAwait(false);
        var mine = finder.Seen(own.Id);
        if (mine is not null && own.Spec?.User is { } asked && listed.Old is { } old && mine.Owner != old.Owner)
        {
            // Its secret has gone nowhere: the run takes it back.
            throw new SuccessorNotVerifiedException(
                RotationMessages.NotVerified(own.Id, PlatformMessages.OtherOwner(mine, asked)), null);
        }

        if (mine is not null && TenantSnapshot.IsExtended(mine))
        {
            // Nobody could tell it from one whose secret is in its place.
            throw new SuccessorNotVerifiedException(
                RotationMessages.NotVerified(own.Id, PlatformMessages.ExpiryDiffers(mine.ExpirationDate)), null);
        }

        return mine?.CreationDate is { } created
            ? listed with { Own = listed.Own! with { CreationDate = created } }
            : listed;
    }

    public async Task<RotationFacts> WithdrawAsync(RotationFacts facts)
    {
        await run.Api.DeleteAsync(facts.Own!.Id, run.Abort).ConfigureAwait(false);
        return Without(facts, facts.Own.Id) with { Own = null };
    }

    public Task<RotationFacts> ResumeAsync(RotationFacts facts, DtToken successor) => PendingSecret.TakeUpAsync(
        finder.PlaceOf(facts),
        facts,
        successor,
        LineageMark.Read(successor.Name)!.Operation,
        finder.NameOf(facts),
        run.Api.ServerTime);

    public Task<RotationFacts> StoreAsync(RotationFacts facts) => PendingSecret.KeepAsync(finder.PlaceOf(facts), facts);

    public async Task<RotationFacts> ProveAsync(RotationFacts facts)
    {
        var own = facts.Own!;
        var listed = await finder.NextListAsync(facts).ConfigureAwait(false);
        if (new PlatformSituation(listed).OwnListed is not { } seen)
        {
            return listed;
        }

        var isProbed = await new PlatformVerification(run, target).ProveAsync(own, seen, listed.Old).ConfigureAwait(false);
        return listed with { Own = own with { Verified = true, Probed = isProbed } };
    }

    private RotationFacts Without(RotationFacts facts, string id)
    {
        run.Deleted(id);
        run.Room.GiveBack(facts.Old?.Owner);
        return facts.WithoutPending(id) with { Line = facts.Line.Where(token => token.Id != id).ToList() };
    }

    // Some accounts may take no expiry so near: nothing was made where they said so.
    private async Task<OwnSuccessor> MintInTimeAsync(RotationFacts facts, TokenSpec spec)
    {
        try
        {
            return await MintAsync(facts, spec, PlatformTimes.Lease).ConfigureAwait(false);
        }
        catch (InvalidRequestException) when (
            PlatformSuccessor.LifeOf(spec) > PlatformTimes.LongLease + PlatformTimes.Slack + PlatformTimes.Slack)
        {
            return await MintAsync(facts, spec, PlatformTimes.LongLease).ConfigureAwait(false);
        }
    }

    private async Task<OwnSuccessor> MintAsync(RotationFacts facts, TokenSpec spec, TimeSpan lease)
    {
        for (var left = Creations; ;)
        {
            var mark = MarkOf(facts, lease);
            var before = run.Api.ServerTime;
            try
            {
                // By the clock that is furthest behind: a lease that is too long would look like an extension.
                var end = run.Api.ServerTimes.Earliest + lease;
                var minted = spec with { Name = mark.ApplyTo(spec.Name), Lifetime = null, ExpirationDate = end };
                var created = await run.Api.CreateAsync(minted, run.Abort).ConfigureAwait(false);
                return OwnSuccessor.Made(mark.Operation, created, spec, before);
            }
            catch (CreateOutcomeUnknownException)
            {
                // Its secret is lost with its answer: whatever came of it is deleted, and another one made.
                var isGone = await RemoveLostAsync(mark.Operation).ConfigureAwait(false);
                // What no list shows may be there all the same, or come yet: it takes its room.
                if (--left == 0 || !(isGone || run.Room.TryTake(facts.Old?.Owner)))
                {
                    throw;
                }
            }
        }
    }

    private LineageMark MarkOf(RotationFacts facts, TimeSpan lease)
    {
        var terms = new PlatformSituation(facts);
        return new LineageMark(facts.OldId, run.Options.NewOperation(), facts.Place ?? NameStamp.Pipeline)
        {
            Overlap = terms.Overlap,
            NeedsUse = terms.Use is not null || (!terms.IsNew && terms.EntryIsNew),
            Grace = terms.Grace,
            Until = facts.Old?.ExpirationDate,
            Lease = lease,
            Life = target.Policy.Lifetime < StampedSpan.LongestLife ? target.Policy.Lifetime : null,
        };
    }

    private async Task<bool> RemoveLostAsync(string operation)
    {
        var isGone = false;
        var list = await run.ReadShortListAsync(run.Api, TokenOrder.NewestFirst).ConfigureAwait(false);
        foreach (var token in list.Tokens.Where(token => LineageMark.Read(token.Name)?.Operation == operation))
        {
            await run.Api.DeleteAsync(token.Id, run.Abort).ConfigureAwait(false);
            run.Deleted(token.Id);
            isGone = true;
        }

        return isGone;
    }
}

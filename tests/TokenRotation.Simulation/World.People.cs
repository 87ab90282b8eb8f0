using TokenRotation.Rotation.Stamps;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Simulation;

/// <content>What people do beside the runs.</content>
internal sealed partial class World
{
    // Whoever does not get there asks his administrator in the end.
    private const int MostTries = 20;

    private Run? _person;
    private Target? _blindly;
    private int _tries;

    public Rules Rules { get; }

    public SimulatedLocks Locks { get; }

    public LateUsers Users { get; }

    /// <summary>What says that it is the new token of the first target, and is not; null for none.</summary>
    public string? PretenderId { get; private set; }

    private bool IsSomebodyAtWork => _person is { IsOver: false };

    // Nobody may do two things at a time; what is not possible is not done.
    private void Do(Deed deed, int subject, PendingCall? next)
    {
        switch (deed)
        {
            case Deed.Interrupt when next is { Run: { IsByHand: false, IsOver: false } run }:
                Statistics.Deeds++;
                Interrupt(run, isCarriedOut: subject % 2 == 0);
                break;
            case Deed.CompleteKnowingly or Deed.CompleteBlindly or Deed.Undo when !IsSomebodyAtWork && _blindly is null:
                Settle(deed, Targets[subject % Targets.Count]);
                break;
        }
    }

    // Ctrl+C cuts off what is under way, whether the other side has done it or not.
    private void Interrupt(Run run, bool isCarriedOut)
    {
        Tell($"{run} is interrupted");
        run.InterruptedAt = EventIndex;
        foreach (var call in _calls.Where(call =>
            isCarriedOut && call.Run == run && call is { IsApplied: false, Kind: not CallKind.Approve }).ToList())
        {
            call.Apply();
        }

        foreach (var call in _calls.Where(call => call.Run == run && call.Kind is CallKind.HandOver or CallKind.Approve).ToList())
        {
            _calls.Remove(call);
            call.Fail(new OperationCanceledException("The pipeline was stopped."));
        }

        run.Abort.Cancel();
    }

    private void Settle(Deed deed, Target target)
    {
        var old = Tenant.Tokens.LastOrDefault(token => target.Line.Contains(token.Id) && PartnerOf(token, deed) is not null);
        if (old is null || PartnerOf(old, deed) is not { } partner)
        {
            return;
        }

        var hasArrived = ReadBy(target).All(secret => secret is not null && IdOf(secret) == partner);
        switch (deed)
        {
            case Deed.CompleteKnowingly when hasArrived:
                Tell($"somebody has seen that {partner} has arrived");
                LetSomebody(run => run.Complete(old.Id));
                break;
            case Deed.CompleteBlindly:
                Tell($"somebody takes it that {partner} has arrived");
                _blindly = hasArrived ? null : target;
                LetSomebody(run =>
                {
                    run.Mistakes = _blindly;
                    run.Complete(old.Id);
                });
                break;
            // What a pipeline was given nobody takes back from its consumer.
            case Deed.Undo when !(Scenario.IsPipeline && hasArrived):
                Tell($"somebody goes back to {old.Id}");
                LetSomebody(run => run.Undo(old.Id));
                break;
        }
    }

    /// <summary>Somebody has said without looking that a secret has arrived: its consumers wait for him to go back.</summary>
    public static bool IsTakenAtHisWord(Run run, Target target) => run.Completes && run.Mistakes == target;

    /// <summary>
    /// Somebody goes back from a hand-over that is under way, or has done so since its call was made: he has told the consumers
    /// to keep what they have.
    /// </summary>
    public bool IsGoneBackTo(Run run, string oldId) =>
        _person is { Undoes: { } undone } && undone == oldId
        && (IsSomebodyAtWork || Invariants.IsUndoneMeanwhile(run, oldId));

    private static string? PartnerOf(TenantToken token, Deed deed) =>
        NameStamp.Read(token.Name).Stamp is { PartnerId: { } partner, OriginId: null } stamp
        && (stamp.Kind == StampKind.Superseded || (stamp.Kind == StampKind.Revoked && deed == Deed.Undo))
            ? partner
            : null;

    private void LetSomebody(Action<Run> work)
    {
        Statistics.Deeds++;
        _person = new Run(this, 0, ++_runCount, Run.PolicyByHand);
        work(_person);
        Examine();
    }

    // Whoever has not looked is told by those who are cut off, and goes back: again, if his command or its process fails.
    private void MakeUpForIt()
    {
        if (IsSomebodyAtWork || _blindly is not { } target)
        {
            return;
        }

        var old = Tenant.Tokens.LastOrDefault(token => target.Line.Contains(token.Id) && PartnerOf(token, Deed.Undo) is not null);
        if (ConsumerWorks(target) || old is null || _tries == MostTries)
        {
            (_blindly, _tries) = (null, 0);
            return;
        }

        _tries++;
        Tell($"somebody was wrong, and goes back to {old.Id}");
        LetSomebody(run => run.Undo(old.Id));
    }

    // What waits for a word, and is asked for by its sentence, gets it: the undo that has not ended is repeated.
    private bool SettleByWord()
    {
        var asked = false;
        foreach (var target in Scenario.People.Deeds.Count == 0 ? [] : Targets)
        {
            var old = Tenant.Tokens.LastOrDefault(token => target.Line.Contains(token.Id) && token.Enabled
                && NameStamp.Read(token.Name).Stamp is { Kind: StampKind.Revoked, PartnerId: not null });
            if (old is not null && !target.Meddled)
            {
                asked = true;
                Tell($"somebody goes back to {old.Id}, as he is told to");
                GoBack(old);
                if (Tenant.Find(old.Id) is { } still && still.Name == old.Name && !IsInUse(old.Id))
                {
                    Tell($"nothing leads back: somebody lets {old.Id} go");
                    RunByHand(run => run.Complete(old.Id));
                }

                RunAll();
            }
        }

        return asked;
    }

    // Where the vaults know nothing of each other, one of them leads back.
    private void GoBack(TenantToken old)
    {
        for (var runner = 0; runner < Math.Min(Scenario.Runners, 2) && Tenant.Find(old.Id)?.Name == old.Name; runner++)
        {
            RunByHand(run => run.Undo(old.Id), runner);
        }
    }

    // It says that it is what replaces the first target.
    private void SeedPretender()
    {
        if (Scenario.People.Pretender is { } owner && Targets[0] is { IsNew: false } target)
        {
            // Once the rotation is over, somebody has to look at it.
            target.Meddled = true;
            PretenderId = Tenant.Seed(new SeedToken
            {
                Name = NameStamp.Pending("FORGED", target.OldId).ApplyTo("a token"),
                Owner = owner,
                Scopes = Scopes,
                CreationDate = Start,
            }).Id;
        }
    }
}

using TokenRotation.Rotation.Planning;
using static TokenRotation.Rotation.Planning.RotationPlan;
using static TokenRotation.RotationState;
using static TokenRotation.RotationStep;
using Shared = TokenRotation.Rotation.Planning.RotationReasons;
using Why = TokenRotation.Rotation.Platform.Planning.PlatformReasons;

namespace TokenRotation.Rotation.Platform.Planning;

/// <summary>
/// What each rotation of a platform token needs next: a pure function of the facts, read like <see cref="RotationPlanner"/>, with
/// tables of its own. Names are frozen, so no stamp says which table counts: a successor that lives longer than its lease does.
/// </summary>
internal static class PlatformPlanner
{
    private delegate bool Condition(PlatformSituation situation);

    private delegate RotationPlan Answer(PlatformSituation situation);

    // A new token of this run that is not extended yet. Whatever else is there, it is brought to an end: its lease goes by.
    private static readonly (Condition When, Answer Then)[] InHand =
    [
        (s => s.Own is { Listed: false }, _ => Do(Pending, Elect, Why.Elect)),
        (s => s is { OwnIsLeased: true, OwnListed: null }, s => Attention(Why.OwnVanished(s))),
        (s => s.Own is { StoreTried: false, CommitTried: false } && s.MustGiveUp, s => Do(Pending, Withdraw, Why.GivenUp(s))),
    ];

    // The same where no other token has been committed.
    private static readonly (Condition When, Answer Then)[] OnTheWay =
    [
        (s => s.OwnIsLeased && s.MustGiveUp, s => Wait(Pending, Why.GivenUp(s), s.OwnEndsAt)),
        (s => s.OwnIsLeased && s.Own is { Stored: false } && s.HasStore, _ => Do(Pending, Store, Shared.Store)),
        (s => s.OwnIsLeased && s.Own is { Verified: false }, _ => Do(Pending, Verify, Shared.Verify)),
        (s => s.OwnIsLeased && s.Own is { Rechecked: false }, _ => Do(Pending, Recheck, Shared.Recheck)),
        (s => s.OwnIsLeased, s => Do(Pending, Commit, Why.Commit) with { Successor = s.OwnListed }),
    ];

    // The old token is gone, or is yet to be made after a spec file.
    private static readonly (Condition When, Answer Then)[] WithoutOld =
    [
        .. InHand,
        (s => s.Partner is null && s.OwnIsLeased && s.IsNew && s.HasStore && s.Own is { Verified: true } && s.StoreHoldsAnother,
            s => Attention(Why.StoreHoldsAnother(s))),
        .. OnTheWay,
        (s => s.Partner is not null && s.StoreHasSuccessor && !s.HeirIsCurrent && s.HeirInUseWorks && s.StoreHoldsAStranger,
            s => Attention(Why.StoreHoldsAnother(s))),
        (s => s.Partner is not null && s.StoreHasSuccessor && !s.HeirIsCurrent && s.HeirInUseWorks,
            s => Do(Superseded, Promote, Shared.Promote) with { Successor = s.Partner }),
        (s => s.IsNew && s.Elected is { } elected && s.MayResume(elected), s => Do(Pending, Resume, Why.Resume(s))),
        (s => s.Orphan is not null, s => Do(Pending, Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.Removable is not null, s => Do(Pending, Collect, Why.Removable(s)) with { Successor = s.Removable }),
        (s => s.Facts.IsSettled || s.HeirIsCurrent,
            s => Rest(s.IsNew ? NotDue : Removed, s.IsNew ? Shared.Made : Why.OldIsGone(s))),
        (s => s.Elected is not null, s => Wait(Pending, Why.AnotherRun(s), s.ElectedEndsAt)),
        (s => s.LeftBehind.Count > 0 && !(s.IsNew && s.Facts.MayBegin),
            s => Wait(Pending, Why.LeftBehind(s), s.LeftBehindUntil)),
        (s => !s.IsNew, s => Rest(Removed, Why.OldIsGone(s))),
        (s => s.HeirWorks, s => Rest(NotDue, Why.MadeByAnother(s))),
        (s => s.Unclear is not null, s => Attention(Why.Unclear(s))),
        (s => s.Undated is not null, s => Attention(Why.Undated(s))),
        (s => s.Facts.Refusal is not null, s => Rest(Refused, s.Facts.Refusal!)),
        (s => s.StoreHoldsAnother, s => Attention(Why.StoreHoldsAnother(s))),
        (s => !s.Facts.MayBegin, _ => Rest(Due, Shared.Missing)),
        (s => !s.EntryIsTheTokens, s => Attention(Why.EntryIsAnothers(s))),
        (s => !s.Facts.HasRoom, s => Rest(Due, Why.NoRoom(s))),
        (_ => true, _ => Do(Due, Create, Shared.Missing)),
    ];

    // Nothing is committed: whatever exists, the old token is the one that counts.
    private static readonly (Condition When, Answer Then)[] BeforeCommit =
    [
        (s => s.OldIsLeasedItself, s => Rest(Refused, Why.IsLeasedItself(s))),
        .. InHand,
        .. OnTheWay,

        // What other runs have left.
        (s => s.CurrentLeased is not null, s => Attention(Why.NotExtended(s))),
        (s => s.Orphan is not null, s => Do(Pending, Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.Removable is not null, s => Do(Pending, Collect, Why.Removable(s)) with { Successor = s.Removable }),
        (s => s.Unclear is not null, s => Attention(Why.Unclear(s))),
        (s => s.Undated is not null, s => Attention(Why.Undated(s))),
        (s => s.Elected is { } elected && s.MayResume(elected),
            s => Do(Pending, Resume, Why.Resume(s)) with { Successor = s.Elected }),
        (s => s.Elected is not null, s => Wait(Pending, Why.AnotherRun(s), s.ElectedEndsAt)),
        (s => !s.Facts.MayBegin && s.LeftBehind.Count > 0, s => Wait(Pending, Why.LeftBehind(s), s.LeftBehindUntil)),

        // Nothing is under way. May a rotation begin?
        (s => s.Facts.Refusal is not null, s => Rest(Refused, s.Facts.Refusal!)),
        (s => !s.OldWorks && !s.Facts.Policy.Compromised, s => Rest(Refused, Why.HasEnded(s))),
        (s => s.IsHardlyBegun, s => Wait(NotDue, Why.HardlyBegun(s), s.RipeAt)),
        (s => !s.IsDue, s => Wait(NotDue, Why.NotDue(s), s.DueAt)),
        (s => s.StoreHoldsAnother, s => Attention(Why.StoreHoldsAnother(s))),
        (s => !s.Facts.MayBegin, s => Rest(Due, Why.Due(s))),
        (s => !s.EntryIsTheTokens, s => Attention(Why.EntryIsAnothers(s))),
        (s => !s.Facts.HasRoom, s => Rest(Due, Why.NoRoom(s))),
        (_ => true, s => Do(Due, Create, Why.Due(s))),
    ];

    // A successor is committed, and the rotation goes forward. The order protects: what a dead run has left takes its room first;
    // then whoever has gone back, and whether the new token works, before anything is judged by it; then whose place it is. Only
    // then does the new secret go to its place, and whatever ends the old token stands below all of that.
    private static readonly (Condition When, Answer Then)[] OnceCommitted =
    [
        .. InHand,
        (s => s.Orphan is not null, s => Do(Marked(s), Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.Removable is not null, s => Do(Marked(s), Collect, Why.Removable(s)) with { Successor = s.Removable }),
        (s => s.InactiveInUse is not null && s.OldWorks && !s.OldIsLowered && !s.Facts.MendTried,
            s => Do(Superseded, Mend, Why.PutBack(s)) with { Successor = s.InactiveInUse }),
        (s => s.IsHeld && !s.Facts.Policy.Arrived, s => Attention(Why.Held(s))),
        (s => s.IsOnItsWay || s.OwnAwaitsHandOver ? !s.HeirInUseWorks : !s.HeirWorks, s => Attention(Why.SuccessorIsDead(s))),
        (s => s.PartnerMayBeAwaited, s => Wait(Superseded, Why.OtherPlace(s), s.PartnerAwaitedUntil)),
        (s => s.PartnerIsElsewhere, s => Attention(Why.OtherPlace(s))),

        (s => s.IsOnItsWay && s.HasStore && s.StoreHoldsAStranger, s => Attention(Why.StoreHoldsAnother(s))),
        (s => s.HasFallenBack, s => Wait(Superseded, Why.FellBack(s), null)),
        (s => s.IsOnItsWay && s.HasStore && !s.HeirIsCurrent && s.StoreHasSuccessor, s => Do(Marked(s), Promote, Shared.Promote)),
        (s => s.OldWorks && !s.OldIsLowered && s.HasStore && !s.HeirIsCurrent && !s.Facts.Policy.Arrived && s.IsFresh,
            s => Wait(Superseded, Why.OtherStore(s), s.FreshUntil)),
        (s => s.OldWorks && !s.OldIsLowered && s.HasStore && !s.HeirIsCurrent && !s.Facts.Policy.Arrived,
            s => Attention(Why.NotInThisStore(s))),
        (s => !s.HasStore && s.OwnAwaitsHandOver && s.Own is { HandOverTried: false } && s.Rival is not null,
            s => Do(Marked(s), Withdraw, Why.RivalCommitted(s))),
        (s => !s.HasStore && s.OwnAwaitsHandOver, s => Do(Marked(s), HandOver, Shared.HandOver)),
        (s => s.RivalElsewhere is not null, s => Attention(Why.RivalElsewhere(s))),
        (s => s.Spare is not null, s => Do(Marked(s), Collect, Why.Spare(s)) with { Successor = s.Spare }),

        // What the old token waits for, then its end is set.
        (s => !s.HasStore && !s.HandOverIsConfirmed && !s.OldIsLowered && s.IsHandedOver,
            s => Wait(Marked(s), Why.Unconfirmed(s), null)),
        (s => !s.HasStore && !s.HandOverIsConfirmed && !s.OldIsLowered, s => Attention(Why.Unconfirmed(s))),
        (s => s.OldWorks && !s.OldIsLowered && !s.UseIsSeen && s.WaitsForUse,
            s => Wait(Superseded, Why.NotUsedYet(s), s.UseDeadline)),
        (s => s.OldWorks && !s.OldIsLowered && !s.UseIsSeen && s.WarnsOfUse, s => Attention(Why.NotUsedYet(s))),
        (s => s.MustEnd, s => Do(Marked(s), Revoke, Why.End(s))),
        (s => s.OldWorks, s => Wait(Superseded, Why.EndsItself(s), s.Old!.ExpirationDate)),

        // The old token has ended: after its grace period it is deleted.
        (s => s.RemovableAt is null, s => Attention(Why.EndedAtUnknownTime(s))),
        (s => s.StoreHoldsOld, s => Attention(Why.StoreFellBack(s))),
        (s => s.IsInGrace, s => Wait(Revoked, Why.Grace(s), s.RemovableAt)),
        // Once it is gone, nothing tells a pipeline whose they are.
        (s => s.LeftBehindUntil is not null, s => Wait(Revoked, Why.LeftBehind(s), s.LeftBehindUntil)),
        (s => s.Facts.OlderId is not null, s => Wait(Revoked, Why.OlderFirst(s), null)),
        (_ => true, s => Do(Revoked, Delete, Why.GraceIsOver(s))),
    ];

    /// <summary>The state of a rotation, what to do next, and why.</summary>
    public static RotationPlan Plan(RotationFacts facts) => Decide(facts).Plan;

    /// <inheritdoc cref="RotationPlanner.Decide"/>
    public static (string Table, int Rule, RotationPlan Plan) Decide(RotationFacts facts)
    {
        var situation = new PlatformSituation(facts);
        var (name, table) = TableFor(situation);
        // A token that has leaked goes before elections and whatever stands in its successor's way.
        var rule = situation.MustRevokeFirst ? -1 : Array.FindIndex(table, each => each.When(situation));
        var plan = rule < 0 ? Do(Due, RevokeFirst, Why.Compromised(situation)) : table[rule].Then(situation);
        plan = situation.HasStore || plan.Step is Collect or Delete ? plan.UnlessHeldUp(facts) : plan;
        plan = facts.TimeIsKnown || !NeedsTime(plan.Step, situation) ? plan : Wait(plan.State, Why.NoTime(situation), null);
        plan = plan.Successor is null ? plan with { Successor = situation.Partner ?? situation.Elected } : plan;
        return (name, rule + 1, NextCommand.Naming(plan, facts));
    }

    /// <summary>How many rules each table has.</summary>
    internal static IReadOnlyDictionary<string, int> Tables { get; } = new Dictionary<string, int>
    {
        [nameof(WithoutOld)] = WithoutOld.Length,
        [nameof(BeforeCommit)] = BeforeCommit.Length,
        [nameof(OnceCommitted)] = OnceCommitted.Length,
    };

    /// <summary>What is next once somebody says that a new secret has arrived: its old token ends, and nothing else.</summary>
    public static RotationPlan Complete(RotationFacts facts)
    {
        var situation = new PlatformSituation(facts);
        if (situation is { Old: not null, Partner: null })
        {
            return NextCommand.Naming(Attention(Why.NothingToComplete(situation)), facts);
        }

        var line = situation.Heirs.Select(heir => heir.Id).ToList();
        var plan = Plan(facts with { Line = facts.Line.Where(token => line.Contains(token.Id)).ToList() });
        return plan.Step == Revoke ? plan : plan with { Step = None };
    }

    private static (string Name, (Condition When, Answer Then)[] Rules) TableFor(PlatformSituation situation) => situation switch
    {
        { Old: null } => (nameof(WithoutOld), WithoutOld),
        { Partner: null } => (nameof(BeforeCommit), BeforeCommit),
        _ => (nameof(OnceCommitted), OnceCommitted),
    };

    // An expiry is a date: a lease and an end that are told by a wrong clock would be none.
    private static bool NeedsTime(RotationStep step, PlatformSituation s) => StepTraits.Of(step).Time switch
    {
        _ when step is Create or Revoke => true,
        TimeNeed.Always => true,
        TimeNeed.UnlessInHand => s.Own is null
            || (s.Partner is { } partner && partner.Id != s.Own.Id && step is Promote),
        _ => false,
    };

    private static RotationState Marked(PlatformSituation s) => s.OldWorks ? Superseded : Revoked;
}

using static TokenRotation.Rotation.Planning.RotationPlan;
using static TokenRotation.RotationState;
using static TokenRotation.RotationStep;
using Why = TokenRotation.Rotation.Planning.RotationReasons;

namespace TokenRotation.Rotation.Planning;

/// <summary>
/// What each rotation needs next: a pure function of the facts. The old token's stamp says which table counts. A table is read
/// from the top, its first rule that applies decides, and its last always applies: every combination has an answer, and what
/// contradicts itself is left alone.
/// </summary>
internal static class RotationPlanner
{
    private delegate bool Condition(Situation situation);

    private delegate RotationPlan Answer(Situation situation);

    // The old token is gone, or is yet to be made after a spec file.
    private static readonly (Condition When, Answer Then)[] WithoutOld =
    [
        (s => s.Facts.IsSettled && s.Removable is null,
            s => Rest(s.IsNew ? NotDue : Removed, s.IsNew ? Why.Made : Why.OldIsDeleted(s))),
        (s => s.Misjudged is not null, s => Do(Pending, Reinstate, Why.Misjudged(s)) with { Successor = s.Misjudged }),
        (s => s.NewIsSettling, s => Wait(Superseded, Why.NewSettling(s), s.NewSettledAt)),
        (s => s.CurrentPending is not null && s.CurrentCannotBeRenamed, s => Attention(Why.NameStays(s))),
        (s => s.CurrentPending is not null, s => Do(Superseded, Rename, Why.Finish) with { Successor = s.CurrentPending }),
        (s => s.Own is { Listed: false }, _ => Do(Pending, Elect, Why.Elect)),
        (s => s.Own is not null && !s.OwnIsListed, s => Attention(Why.OwnVanished(s))),
        (s => s.Own is { HandedOver: true }, s => Do(Superseded, Rename, Why.Finish) with { Successor = s.OwnPending }),
        (s => s.Own is { StoreTried: false } && s.MustGiveUp, s => Do(Pending, Withdraw, Why.GivenUp(s))),
        (s => s.Own is not null && s.MustGiveUp, s => Wait(Pending, Why.GivenUp(s), s.OwnTimesOutAt)),
        (s => s.Own is not null && (!s.HasStore || (s.IsSupplanted && !s.Own.StoreTried)),
            s => Do(Pending, Withdraw, Why.OldVanished(s))),
        (s => s.Own is { Stored: false }, _ => Do(Pending, Store, Why.Store)),
        (s => s.Own is { Verified: false }, _ => Do(Pending, Verify, Why.Verify)),
        (s => s.Own is not null && s.IsSupplanted, s => Wait(Pending, Why.Supplanted(s), s.OwnTimesOutAt)),
        (s => s.Own is not null && s.StoreHoldsAnother, s => Attention(Why.StoreHoldsAnother(s))),
        (s => s.Own is not null, s => Do(Pending, Promote, Why.Promote) with { Successor = s.Elected }),
        (s => s.Elected is { } elected && s.MayResume(elected),
            s => Do(Pending, Resume, Why.Resume(s)) with { Successor = s.Elected }),
        (s => !s.IsNew && s.Orphan is not null && s.OrphanIsUnused,
            s => Do(Pending, Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.Removable is not null, s => Do(Pending, Collect, Why.Removable(s)) with { Successor = s.Removable }),
        (s => !s.IsNew && s.Elected is not null, s => Wait(Pending, Why.AnotherRun(s), s.ElectedTimesOutAt)),
        (s => !s.IsNew && s.Facts.Pending.Count > 0, s => Attention(Why.OldVanished(s))),
        (s => !s.IsNew && s.LeftBehindWaits, s => Wait(Pending, Why.LeftBehind(s), s.LeftBehindUntil)),
        (s => !s.IsNew && s.BroughtBack is not null, s => Attention(Why.BroughtBack(s))),
        (s => !s.IsNew, s => Rest(Removed, Why.OldIsGone(s))),
        (s => s.Orphan is not null, s => Do(Pending, Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.UnclearMayClear, s => Wait(Pending, Why.Unclear(s), s.UnclearUntil)),
        (s => s.Unclear is not null, s => Attention(Why.Unclear(s))),
        (s => s.Elected is not null, s => Wait(Pending, Why.AnotherRun(s), s.ElectedTimesOutAt)),
        (s => !s.Facts.MayBegin && s.LeftBehindWaits, s => Wait(Pending, Why.LeftBehind(s), s.LeftBehindUntil)),
        (s => !s.Facts.MayBegin && s.BroughtBack is not null, s => Attention(Why.BroughtBack(s))),
        (s => s.Facts.Refusal is not null, s => Rest(Refused, s.Facts.Refusal!)),
        (s => s.StoreHoldsAnother, s => Attention(Why.StoreHoldsAnother(s))),
        (s => !s.Facts.MayBegin, _ => Rest(Due, Why.Missing)),
        (s => !s.EntryIsTheTokens, s => Attention(Why.EntryIsAnothers(s))),
        (_ => true, _ => Do(Due, Create, Why.Missing)),
    ];

    // No commit mark stands: whatever exists, the old token is the one that counts.
    private static readonly (Condition When, Answer Then)[] BeforeCommit =
    [
        (s => s.OldIsPendingItself, s => Rest(Refused, Why.IsItselfPending(s))),

        // A successor of this run.
        (s => s.Own is { Listed: false }, _ => Do(Pending, Elect, Why.Elect)),
        (s => s.Own is not null && !s.OwnIsListed, s => Attention(Why.OwnVanished(s))),
        (s => s.Own is { StoreTried: false, CommitTried: false } && s.MustGiveUp, s => Do(Pending, Withdraw, Why.GivenUp(s))),
        (s => s.Own is not null && s.MustGiveUp, s => Wait(Pending, Why.GivenUp(s), s.OwnTimesOutAt)),
        (s => s.Own is { Stored: false } && s.HasStore, _ => Do(Pending, Store, Why.Store)),
        (s => s.Own is { Verified: false }, _ => Do(Pending, Verify, Why.Verify)),
        (s => s.Own is { Rechecked: false }, _ => Do(Pending, Recheck, Why.Recheck)),
        (s => s.Own is not null, s => Do(Pending, Commit, Why.Commit) with { Successor = s.OwnPending }),

        // The leaked token that authenticates cannot go before its successor is there: other runs are not waited for.
        (s => s.MustMakeFirst, s => Do(Due, Create, Why.Due(s))),

        // What other runs have left.
        (s => s.Misjudged is not null, s => Do(Pending, Reinstate, Why.Misjudged(s)) with { Successor = s.Misjudged }),
        (s => s.CurrentPending is not null && s.MayMarkAgain,
            s => Do(Superseded, Commit, Why.MarkIsLost(s)) with { Successor = s.CurrentPending }),
        (s => s.CurrentPending is not null, s => Attention(Why.MarkIsLost(s))),
        (s => s.Orphan is not null, s => Do(Pending, Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.Removable is not null, s => Do(Pending, Collect, Why.Removable(s)) with { Successor = s.Removable }),
        (s => s.UnclearMayClear, s => Wait(Pending, Why.Unclear(s), s.UnclearUntil)),
        (s => s.Unclear is not null, s => Attention(Why.Unclear(s))),
        (s => s.Elected is { } elected && s.MayResume(elected),
            s => Do(Pending, Resume, Why.Resume(s)) with { Successor = s.Elected }),
        (s => s.Elected is not null, s => Wait(Pending, Why.AnotherRun(s), s.ElectedTimesOutAt)),
        (s => !s.Facts.MayBegin && s.LeftBehindWaits, s => Wait(Pending, Why.LeftBehind(s), s.LeftBehindUntil)),
        (s => !s.Facts.MayBegin && s.BroughtBack is not null, s => Attention(Why.BroughtBack(s))),

        // Nothing is under way. May a rotation begin?
        (s => s.Facts.Refusal is not null, s => Rest(Refused, s.Facts.Refusal!)),
        (s => !s.Old!.Enabled && !s.Facts.Policy.Compromised, s => Rest(Refused, RotationMessages.Revoked(s.Old!))),
        (s => s.IsHardlyBegun, s => Wait(NotDue, Why.HardlyBegun(s), s.RipeAt)),
        (s => !s.IsDue, s => Wait(NotDue, Why.NotDue(s), s.DueAt)),
        (s => s.StoreHoldsAnother, s => Attention(Why.StoreHoldsAnother(s))),
        (s => !s.Facts.MayBegin, s => Rest(Due, Why.Due(s))),
        (s => !s.EntryIsTheTokens, s => Attention(Why.EntryIsAnothers(s))),
        (_ => true, s => Do(Due, Create, Why.Due(s))),
    ];

    // A mark stands, and the old token counts no longer: what both tables below begin with. The order protects, from the top:
    // a token that was wrongly disabled, which may be the only one that works, so it is enabled before anything is judged by what
    // works; what a late write has put into mark and entry, which every rule after it believes, and whose loser must not be
    // collected as left behind; which of two successors counts; and whether the mark's word can be believed and its place is
    // this one, before a rule acts on it. Only then does the new secret go to its place, and a stranger's secret there stops it.
    // Whatever takes the old token away stands below all of these: nobody loses a secret that works before another one is in its
    // place.
    private static readonly (Condition When, Answer Then)[] OnceMarked =
    [
        (s => s.Misjudged is not null, s => Do(Marked(s), Reinstate, Why.Misjudged(s)) with { Successor = s.Misjudged }),
        (s => s.MarkCannotStand || s.EntryCannotStand || s.DateCannotStand, s => Do(Marked(s), Mend, Why.Mend(s))),
        (s => s.Orphan is not null, s => Do(Marked(s), Collect, Why.Orphan(s)) with { Successor = s.Orphan }),
        (s => s.Removable is not null, s => Do(Marked(s), Collect, Why.Removable(s)) with { Successor = s.Removable }),
        (s => s.RivalIsCurrent && s.IsFresh, s => Wait(Marked(s), Why.OtherStore(s), s.FreshUntil)),
        (s => s.RivalIsCurrent, s => Do(Marked(s), Commit, Why.RivalIsCurrent(s)) with { Successor = s.Rival }),
        (s => s.IsEnabledAgain && !s.Facts.Policy.Arrived, s => Attention(Why.EnabledAgain(s))),
        (s => s.Partner is null && !s.LineGoesOn, s => Attention(Why.SuccessorIsGone(s))),
        (s => s.Partner is not null && !s.PartnerIsConsistent, s => Attention(Why.SuccessorContradicts(s))),
        (s => s.IsOnItsWay && !s.HeirInUseWorks, s => Attention(Why.SuccessorIsDead(s))),
        (s => s.PartnerMayBeAwaited, s => Wait(Marked(s), Why.OtherPlace(s), s.PartnerAwaitedUntil)),
        (s => s.PartnerIsElsewhere, s => Attention(Why.OtherPlace(s))),
        (s => s.IsEnabledAgain && s.HeirWorks, s => Do(Marked(s), Revoke, Why.Revoke(s))),

        (s => s.IsOnItsWay && s.HasStore && s.StoreHoldsAStranger, s => Attention(Why.StoreHoldsAnother(s))),
        (s => s.EntryIsMissing, s => Attention(Why.EntryIsMissing(s))),
        (s => s.IsOnItsWay && s.HasStore && !s.HeirIsCurrent && s.StoreHasSuccessor && (s.MustRenewMark || s.EntryBeginsAnew),
            s => Do(Marked(s), Commit, Why.Renew(s)) with { Successor = s.Partner }),
        (s => s.IsOnItsWay && s.HasStore && !s.HeirIsCurrent && s.StoreHasSuccessor && s.RenewalIsSettling,
            s => Wait(Marked(s), Why.RenewalSettling(s), s.RenewalSettledAt)),
        (s => s.MissesItsPlace && s.StoreHasSuccessor, s => Do(Marked(s), Promote, Why.Promote)),
        (s => s.MissesItsPlace && s.IsFresh, s => Wait(Marked(s), Why.OtherStore(s), s.FreshUntil)),
        (s => s.MissesItsPlace, s => Attention(Why.NotInThisStore(s))),
        (s => s.IsSuperseded && !s.HasStore && s.OwnAwaitsHandOver && s.MustRenameBeforeRevoking
                && !(s.MarkIsUndated && s.MarkIsSettling),
            s => Do(Marked(s), Rename, Why.Finish)),
        (s => s.IsOnItsWay && !s.HasStore && s.OwnAwaitsHandOver, s => Do(Marked(s), HandOver, Why.HandOver)),
    ];

    // The commit mark stands, and both tokens are enabled: what the old token waits for, then it goes.
    private static readonly (Condition When, Answer Then)[] AfterCommit =
    [
        .. OnceMarked,
        (s => !s.HasStore && !s.HandOverIsConfirmed && s.IsHandedOver, s => Wait(Superseded, Why.Unconfirmed(s), null)),
        (s => !s.HasStore && !s.HandOverIsConfirmed, s => Attention(Why.Unconfirmed(s))),
        (s => s.MarkIsSettling, s => Wait(Superseded, Why.MarkSettling(s), s.MarkSettledAt)),
        (s => s.MustRenameBeforeRevoking && !s.CannotRename, _ => Do(Superseded, Rename, Why.Finish)),
        (s => s.Old!.Enabled && s.AwaitsDate, s => Wait(Superseded, Why.NoTime(s), null)),
        (s => s.Old!.Enabled && s.Overlaps, s => Wait(Superseded, Why.Overlap(s), s.OverlapEndsAt)),
        (s => s.Old!.Enabled && s.OldIsStillUsed && s.OldMayBeAwaited,
            s => Wait(Superseded, Why.StillUsed(s), s.OldIsIdleFrom)),
        (s => s.Old!.Enabled && s.OldIsStillUsed, s => Attention(Why.StillUsed(s))),
        (s => s.Old!.Enabled && !s.UseIsSeen && s.WaitsForUse, s => Wait(Superseded, Why.NotUsedYet(s), s.UseDeadline)),
        (s => s.Old!.Enabled && !s.UseIsSeen && s.WarnsOfUse, s => Attention(Why.NotUsedYet(s))),
        (s => s.OldAuthenticates && !s.CanActAsSuccessor, s => Attention(Why.ConnectAsSuccessor(s))),
        (_ => true, s => Do(Superseded, Revoke, Why.Revoke(s))),
    ];

    // The old token is revoked: the new one is settled, and after the grace period the old one is deleted.
    private static readonly (Condition When, Answer Then)[] AfterRevocation =
    [
        .. OnceMarked,
        (s => s.PartnerIsPending && !s.HasStore && s.WasRevokedFirst && !s.HandOverIsConfirmed && !s.IsHandedOver,
            s => Attention(Why.Unconfirmed(s))),
        (s => s.RevocationIsUndated, s => Do(Revoked, Mend, Why.Undated(s))),
        (s => s.IsSettling, s => Wait(Revoked, s.SettledAt is null ? Why.NoTime(s) : Why.Settling(s), s.SettledAt)),
        (s => s.PartnerIsPending && !s.CannotRename, _ => Do(Revoked, Rename, Why.Finish)),

        (s => !s.HeirWorks && !s.CurrentWorks, s => Attention(Why.SuccessorIsDead(s))),
        (s => s.RemovableAt is null && !s.Facts.TimeIsKnown, s => Wait(Revoked, Why.NoTime(s), null)),
        (s => s.RemovableAt is null, s => Attention(Why.RevokedAtUnknownTime(s))),
        (s => s.StoreHoldsOld, s => Attention(Why.StoreFellBack(s))),
        (s => s.IsInGrace, s => Wait(Revoked, Why.Grace(s), s.RemovableAt)),
        (s => s.Unclear is not null && !s.UnclearMayClear, s => Attention(Why.Unclear(s))),
        (s => s.Stray is not null, s => Wait(Revoked, Why.StrayIsLeft(s), s.StrayTimesOutAt)),
        (s => s.Facts.OlderId is not null, s => Wait(Revoked, Why.OlderFirst(s), null)),
        (_ => true, s => Do(Revoked, Delete, Why.GraceIsOver(s))),
    ];

    /// <summary>The state of a rotation, what to do next, and why.</summary>
    public static RotationPlan Plan(RotationFacts facts) => Decide(facts).Plan;

    /// <summary>
    /// The same, with the rule that decides: its table, and its place there from 1; 0 for what goes before them all.
    /// </summary>
    public static (string Table, int Rule, RotationPlan Plan) Decide(RotationFacts facts)
    {
        var situation = new Situation(facts);
        var (name, table) = TableFor(situation);
        // A token that has leaked goes before stamps, elections and whatever stands in its successor's way.
        var rule = situation.MustRevokeFirst ? -1 : Array.FindIndex(table, each => each.When(situation));
        var plan = rule < 0 ? Do(Due, RevokeFirst, Why.Compromised(situation)) : table[rule].Then(situation);
        // The pipeline's rotation goes on from what was read anew: nobody else has its secret.
        plan = situation.HasStore ? plan.UnlessHeldUp(facts) : plan;
        plan = facts.TimeIsKnown || !NeedsTime(plan.Step, situation) ? plan : Wait(plan.State, Why.NoTime(situation), null);
        plan = plan.Successor is null ? plan with { Successor = situation.Partner ?? situation.Elected } : plan;
        return (name, rule + 1, NextCommand.Naming(plan, facts));
    }

    private static (string Name, (Condition When, Answer Then)[] Rules) TableFor(Situation situation) => situation switch
    {
        { Old: null } => (nameof(WithoutOld), WithoutOld),
        { IsSuperseded: true } => (nameof(AfterCommit), AfterCommit),
        { IsRevokedWithSuccessor: true } => (nameof(AfterRevocation), AfterRevocation),
        _ => (nameof(BeforeCommit), BeforeCommit),
    };

    // What another run has made is not in hand, though this one has a token of its own.
    private static bool NeedsTime(RotationStep step, Situation s) => StepTraits.Of(step).Time switch
    {
        TimeNeed.Always => true,
        TimeNeed.UnlessInHand => s.Own is null
            || (s.Partner is { } partner && partner.Id != s.Own.Id && step is Promote or Rename or Revoke),
        _ => false,
    };

    private static RotationState Marked(Situation s) => s.IsSuperseded ? Superseded : Revoked;
}

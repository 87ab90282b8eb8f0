using TokenRotation.Rotation.Stamps;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Rotation.Planning;

/// <summary>Why a rotation stands where it stands, and what an admin can do about it.</summary>
internal static partial class RotationReasons
{
    public const string Elect = "The new token exists; no other run may have made one earlier.";
    public const string Store = "The new token exists; its secret goes into the store as pending and is read back.";
    public const string Verify = "The new token has to prove that it works with the secret that was stored.";
    public const string Recheck = "The new token works; the old one must still be free.";
    public const string Commit = "The new secret is safe: the old token is marked as superseded.";
    public const string HandOver = "The new secret goes to the pipeline.";
    public const string Promote = "The new secret becomes the store's current one.";
    public const string Finish = "The new secret is in its place: the new token gets its clean name.";
    public const string AnotherRunHere = "Another run on this machine is at work on this token; it is left to that one.";
    public const string Made = "Created and stored.";
    public const string Missing = "There is no such token yet: it is created and stored.";

    public const string HeldUp =
        "This run was held up between what it read and what it wrote: what is left to do is left to the next one. Run the "
            + "command again.";

    public static string NoTime(Situation s) =>
        "The environment's answers tell no time, or times that contradict one another: nothing is resumed, removed or deleted in "
            + "this run. Look for what takes the Date header from them, or for a clock that is wrong; then "
            + $"{GoOn(s)} goes on.";

    public static string StoreFailed(string failure) => $"{failure.TrimEnd('.')}. The next run tries again.";

    public static string OldIsDeleted(Situation s) => $"The old token {s.Facts.OldId} is deleted: the rotation is over.";

    public static string OldIsGone(Situation s) =>
        $"There is no token {s.Facts.OldId}, and no successor of it is pending: nothing is left to do.";

    public static string OldVanished(Situation s) =>
        $"The token {s.Facts.OldId} is gone, and {Shown(s.Elected ?? s.Facts.Pending[0])} was made to replace it. If something "
            + "uses the new token, give it a name without the mark in brackets; if nothing does, run Revoke-DtToken -Id "
            + $"{(s.Elected ?? s.Facts.Pending[0]).Id}, and Remove-DtToken later.";

    public static string NameStays(Situation s) =>
        $"{Shown(s.CurrentPending)} has taken the place of {s.Facts.OldId}, and API v1 lets no token rename itself. Connect with "
            + $"another token and run {GoOn(s)}, or take the mark in brackets from its name in Dynatrace.";

    public static string Supplanted(Situation s) =>
        $"The token {s.Facts.OldId} is gone, and the store holds {s.Facts.Store!.CurrentId} in its place: the new token "
            + $"{s.Own!.Id} is not needed, and is removed from {Times(s.OwnTimesOutAt)} on.";

    public static string IsItselfPending(Situation s) =>
        $"{Shown(s.Old)} is itself the new token of the rotation of {s.Stamp!.PartnerId}"
        + (s.Facts.Policy.Compromised
            ? $", and gets no successor of its own: Get-DtTokenRotation -Id {s.Stamp.PartnerId} says how that one goes on."
            : $": Get-DtTokenRotation -Id {s.Stamp.PartnerId} says how that one goes on.");

    public static string OwnVanished(Situation s) =>
        $"The new token {s.Own!.Id} was deleted or renamed by somebody while it was being handed over. The old token is "
            + "untouched: look at the new one, then run the command again.";

    public static string GivenUp(Situation s) => s.Elected is { } elected && elected.Id != s.Own!.Id
        ? AnotherRun(s)
        : s.OldIsGivenUp
        ? $"Somebody has gone back from {s.Facts.OldId} to the token that it had replaced: the new token {s.Own!.Id} is not "
            + $"needed, and is removed from {Times(s.OwnTimesOutAt)} on."
        : $"The new token {s.Own!.Id} was not ready in time; it is removed from {Times(s.OwnTimesOutAt)} on, and another one "
            + "made. The old token is untouched.";

    public static string AnotherRun(Situation s) =>
        $"Another run is rotating this token since {Times(s.Elected?.CreationDate)}. If that run has died, {GoOn(s)} goes on "
            + $"from {Times(s.ElectedTimesOutAt)}.";

    public static string MarkIsLost(Situation s) => s.CurrentPendingWorks
        ? $"The store holds {Shown(s.CurrentPending)}, but {Shown(s.Old)} is not marked as superseded by it: somebody has "
            + $"renamed it, or gone back to it. {Begin(s)} with the same store marks it again, and goes on."
        : $"The store holds {Shown(s.CurrentPending)}, which is revoked or expired, and {Shown(s.Old)} is not marked as "
            + $"superseded by it. If the old token is to be used, store its secret there first; then {Begin(s)} goes on. "
            + $"Restore-DtToken -Id {s.CurrentPending!.Id} enables a new one that was revoked.";

    public static string RivalIsCurrent(Situation s) =>
        $"The store holds {Shown(s.Rival)}, which another run made for {s.Facts.OldId} at the same time: it takes the "
            + $"place of {s.Stamp!.PartnerId} in the mark.";

    public static string Renew(Situation s) => s.EntryBeginsAnew
        ? $"The entry that {Shown(s.Partner)} goes to is a new one. Whoever reads another still needs the old token: use of the "
            + "new one is waited for."
        : $"The secret of {Shown(s.Partner)} reaches the store later than it was marked: the time in which both are enabled "
            + "begins anew.";

    public static string Mend(Situation s) => s.EntryCannotStand
        ? $"The store holds the secret of {Shown(s.CurrentOfLine)}, which no longer works: a run that slept, or a restored "
            + $"backup, has put it there. That of {Shown(s.HeirThatWorks)} takes its place."
        : s.MarkCannotStand
        ? $"{Shown(s.Old)} was marked too late: {s.Stamp!.PartnerId} no longer works. The mark is put right."
        : $"What was noted on {Shown(s.Old)} says no time, or one that is too early: what it promises begins now.";

    public static string Orphan(Situation s) => $"{Shown(s.Orphan)} was left behind by a run that died; nothing uses it.";

    public static string Unclear(Situation s) => s.UnclearIsUsed
        ? $"{Shown(s.Unclear)} was made to replace {s.Facts.OldId}, its run died, and it {UseOfUnclear(s)}: it is left alone. If "
            + "something uses it, give it a name without the mark in brackets; if nothing does, "
            + (s.UnclearAuthenticates ? "connect with another token, and " : string.Empty)
            + $"run Revoke-DtToken -Id {s.Unclear!.Id}."
        : s.UnclearMayHaveMoved
        ? $"{Shown(s.Unclear)} was made to replace {s.Facts.OldId}, its run died, and the entry that may have had its secret is "
            + $"gone. Give the entry its name back; if nothing uses the token, run Revoke-DtToken -Id {s.Unclear!.Id}."
        : s.UnclearMayBeReplaced
        ? $"{Shown(s.Unclear)} was made to replace {s.Facts.OldId}, its run died, and the entry that may have had its secret "
            + "holds another token's. If something uses the token, give it a name without the mark in brackets; if nothing does, "
            + $"run Revoke-DtToken -Id {s.Unclear!.Id}."
        : $"{Shown(s.Unclear)} was made to replace {s.Facts.OldId} by a run that put its secret elsewhere: only a run with that "
            + "store and name can see whether it is in use. Run the command with them, or, if nothing uses the token, "
            + $"Revoke-DtToken -Id {s.Unclear!.Id}.";

    public static string Misjudged(Situation s) =>
        $"{Shown(s.Misjudged)} was disabled as left behind, and is needed: it is enabled again.";

    public static string Removable(Situation s) =>
        $"{Shown(s.Removable)} was left behind by a run that died, or by an undo, is disabled, and nobody has missed it.";

    public static string LeftBehind(Situation s) =>
        $"{Shown(LeftAside(s))} was left behind by a run that died, or by an undo. It is disabled: {GoOn(s)} deletes it "
            + $"from {Times(s.LeftBehindUntil)} on; Restore-DtToken -Id {LeftAside(s).Id} brings it back until then.";

    public static string BroughtBack(Situation s) =>
        $"{Shown(s.BroughtBack)} was left behind by a run that died, or by an undo, and somebody has enabled it again. If "
            + "something uses it, give it a name without the mark in brackets; if nothing does, run Revoke-DtToken -Id "
            + $"{s.BroughtBack!.Id}, and Remove-DtToken later.";

    public static string OlderFirst(Situation s) =>
        $"{s.Facts.OlderId} was replaced by {Shown(s.Old)} and goes first: its way to the working token leads through this one. "
            + "Resume-DtTokenRotation deletes them in their order.";

    public static string StrayIsLeft(Situation s) =>
        $"{Shown(s.Stray)} was made for the same token by another run; {GoOn(s)} removes it from "
            + $"{Times(s.StrayTimesOutAt)} on, and the old token after it.";

    public static string Resume(Situation s) => $"{Shown(s.Elected)} was made by a run that died; its secret is in the store.";

    public static string HardlyBegun(Situation s) =>
        $"{Shown(s.Old)} is itself the new token of {s.Facts.ReplacedId}, which is still there, and not a third of its life is "
            + "over: what came through the pipeline looks further ahead than the token lives. Look for less in Find-DtToken, or "
            + $"name it: Invoke-DtTokenRotation -Id {s.Facts.OldId}.";

    public static string NotDue(Situation s) => s.DueAt is { } due
            ? $"Due at {Times(due)}: {Begin(s)} with this schedule rotates it from then on."
        : s.Facts.Policy.LivesAsLong(s.Old!)
            ? $"Never due: it expires when a new one would, at {Times(s.Old!.ExpirationDate)}. Give a later expirationDate, "
                + $"or no schedule: {Begin(s)} rotates it at once."
        : $"Never due: it does not expire, and no maximum age is set. {Begin(s)} without a schedule rotates it.";

    public static string Due(Situation s) => s.Facts.Policy.Scheduled ? $"Due since {Times(s.DueAt)}." : "Named by the user.";

    public static string Compromised(Situation s) => $"{Shown(s.Old)} is compromised: it is revoked before anything else.";

    public static string Unconfirmed(Situation s) => $"The secret of {Shown(s.Partner)} was handed over, or was about to be. "
        + (s.Facts.Policy.Compromised
            ? $"Run Complete-DtTokenRotation -Id {s.Facts.OldId}; where it has not arrived, Invoke-DtTokenRotation -Id "
                + $"{s.Stamp!.PartnerId} then makes another."
            : $"Where it has arrived, run Complete-DtTokenRotation -Id {s.Facts.OldId}; where it has not, "
                + $"Undo-DtTokenRotation -Id {s.Facts.OldId}.");

    public static string Overlap(Situation s) => s.HasStore
        ? $"Old and new are both enabled until {Times(s.OverlapEndsAt)}; {GoOn(s)} revokes the old one then."
        : $"Old and new are both enabled until {Times(s.OverlapEndsAt)}; run Complete-DtTokenRotation -Id {s.Facts.OldId} then.";

    public static string NothingToComplete(Situation s) =>
        $"{Shown(s.Old)} is not marked as replaced by another token: no new secret was handed over for it. "
            + $"Invoke-DtTokenRotation -Id {s.Facts.OldId} rotates it.";

    public static string StillUsed(Situation s) =>
        $"The old token was last used {Use(s.Old)}{From(s.Old!)}, long after the new secret was stored: it is left enabled "
            + $"until {Times(s.OldIsIdleFrom)}, and longer if it is used again. Have whoever uses it read the store's entry; "
            + $"Complete-DtTokenRotation -Id {s.Facts.OldId} revokes it all the same.";

    public static string NotUsedYet(Situation s)
    {
        var who = From(s.Old!);
        return $"The new token was last used {Use(s.Partner)}, the old one {Use(s.Old)}{who}: the old one is revoked once the "
            + $"new one is used and the old one idle, by {GoOn(s)}.";
    }

    public static string ConnectAsSuccessor(Situation s) =>
        $"{Shown(s.Old)} authenticates this connection and cannot revoke itself. Connect with another token that manages tokens, "
            + $"such as {Shown(s.Partner is { Enabled: true } ? s.Partner : s.HeirThatWorks)}, and run "
            + (s.Facts.Policy.Arrived ? "the command again." : $"{GoOn(s)}.");

    public static string Settling(Situation s) =>
        $"{Shown(s.Partner)} has taken its place. It keeps the mark in its name until {Times(s.SettledAt)}, when every node of "
            + $"the environment knows of it; {GoOn(s)} then takes it away.";

    public static string NewSettling(Situation s) =>
        $"{Shown(s.CurrentPending)} is made and stored. It keeps the mark in its name until {Times(s.NewSettledAt)}, when every "
            + $"node of the environment knows of it; {GoOn(s)} then takes it away.";

    public static string RenewalSettling(Situation s) =>
        $"The overlap begins anew, since the entry did not get the secret of {Shown(s.Partner)} in time. It gets it at "
            + $"{Times(s.RenewalSettledAt)}, when every node of the environment knows of that; {GoOn(s)} goes on.";

    public static string MarkSettling(Situation s) =>
        $"{Shown(s.Partner)} has taken its place. It keeps the mark in its name until {Times(s.MarkSettledAt)}, when every node "
            + $"of the environment knows of it; {GoOn(s)} then revokes {s.Facts.OldId}.";

    public static string Revoke(Situation s) => $"{Shown(s.Partner)} has taken its place.";

    public static string StoreFellBack(Situation s) =>
        $"The store holds the secret of {Shown(s.Old)} again, which is revoked, and not that of {Shown(s.Partner)}: something "
            + $"has written over it. The old token is not deleted: Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to it, to "
            + "be rotated once more; Remove-DtToken deletes it.";

    public static string EnabledAgain(Situation s) => s.Partner is { Enabled: false }
        ? SuccessorIsDead(s)
        : s.StoreHoldsAStranger
        ? $"{StoreHoldsAnother(s)} If nothing uses {s.Facts.OldId}, which is enabled again, run Revoke-DtToken -Id "
            + $"{s.Facts.OldId}."
        : s.Facts.Store is { IsEmpty: true, IsUnread: false }
        ? $"The store's entry of this name is empty, and both {Shown(s.Old)} and {Shown(s.Partner)} are enabled. If the old "
            + $"token is to be used, store its secret there first; then Undo-DtTokenRotation -Id {s.Facts.OldId} lets the new "
            + "one go."
        : $"{Shown(s.Old)} is noted as revoked by a rotation, and somebody has enabled it again, or an undo has not ended: both "
            + $"tokens stay. Complete-DtTokenRotation -Id {s.Facts.OldId} lets it go, Undo-DtTokenRotation -Id {s.Facts.OldId} "
            + "goes back to it.";

    public static string Undated(Situation s) =>
        $"{Shown(s.Old)} is revoked, but since when is not known: its grace period begins now.";

    public static string RevokedAtUnknownTime(Situation s) =>
        $"{Shown(s.Old)} is revoked, but since when is not known. Run Remove-DtToken -Id {s.Facts.OldId} -Force when nothing "
            + "needs it.";

    public static string Grace(Situation s) => $"Revoked at {Times(s.RevokedSince)}; {GoOn(s)} deletes it from "
        + $"{Times(s.RemovableAt)} on, and Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to it until then.";

    public static string GraceIsOver(Situation s) => $"Revoked at {Times(s.RevokedSince)}: the grace period is over.";

    private static string GoOn(Situation s) => NextCommand.GoOn(s.Facts);

    private static string Begin(Situation s) => NextCommand.Begin(s.Facts);

    private static string Next(Situation s) => s.Stamp is null && s.Facts.Pending.Count == 0 ? Begin(s) : GoOn(s);

    private static string WayBack(Situation s) => s.Old!.Enabled
        ? $"The old token works: {ByAnother(s)}Undo-DtTokenRotation -Id {s.Facts.OldId} takes the mark from it."
        : $"Nothing is deleted: Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to the old token, Remove-DtToken -Force "
            + "deletes it.";

    private static string ByAnother(Situation s) =>
        s.OldAuthenticates && s.Facts.Capabilities.OwnTokenIsReadOnly ? "connect with another token, and " : string.Empty;

    private static string UseOfUnclear(Situation s) =>
        s.UnclearAuthenticates ? "authenticates this connection" : $"has been used since {Times(s.Unclear!.LastUsedDate)}";

    private static string From(DtToken token) =>
        token.LastUsedIpAddress is { } address ? $", from {new ForeignText(address)}" : string.Empty;

    private static string Use(DtToken? token) => token?.LastUsedDate is { } used ? "at " + Times(used) : "never";

    private static string Shown(DtToken? token) =>
        token is null ? "a token" : $"{new ForeignText(NameStamp.Read(token.Name).BaseName)} ({token.Id})";

    private static string Times(DateTimeOffset? time) => time is { } known ? When.Utc(known) : "an unknown time";

    private static DtToken LeftAside(Situation s) => s.Facts.LeftBehind.First(token => !token.Enabled);
}

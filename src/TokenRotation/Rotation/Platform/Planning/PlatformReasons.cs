using TokenRotation.Rotation.Planning;
using TokenRotation.Secrets;
using TokenRotation.Text;

namespace TokenRotation.Rotation.Platform.Planning;

/// <summary>Why a platform token's rotation stands where it stands, and what an admin can do about it.</summary>
internal static class PlatformReasons
{
    public const string Elect = "The new token exists, with a lease; no other run may have made one earlier.";
    public const string Commit = "The new secret is safe: the new token gets its real expiry.";

    public static string NoTime(PlatformSituation s) =>
        "The account's answers tell no time, or times that contradict one another: nothing is made, resumed, ended or deleted in "
            + "this run. Look for what takes the Date header from them, or for a clock that is wrong; then "
            + $"{GoOn(s)} goes on.";

    public static string IsLeasedItself(PlatformSituation s) =>
        $"{Shown(s.Old)} is itself the new token of a rotation that is not through: Get-DtTokenRotation says how that one "
            + "goes on.";

    public static string OwnVanished(PlatformSituation s) =>
        $"The new token {s.Own!.Id} is not in the account's list: somebody has deleted it, or the list lags. The old token is "
            + "untouched, and the new one ends by itself; run the command again.";

    public static string GivenUp(PlatformSituation s) =>
        s.Old is null && !s.IsNew
            ? $"The token {s.Facts.OldId} is gone: the new token {s.Own!.Id} is not needed, and ends by itself at "
                + $"{Times(s.OwnEndsAt)}."
        : s.Partner is { } partner
            ? $"{Shown(partner)} was made for the same token, and counts: the new token {s.Own!.Id} is not needed, and ends "
                + "by itself "
                + $"at {Times(s.OwnEndsAt)}."
        : s.Elected is { } elected && elected.Id != s.Own!.Id ? AnotherRun(s)
        : $"The new token {s.Own!.Id} was not ready in half of its lease, and ends by itself at {Times(s.OwnEndsAt)}; another "
            + "one "
            + "is made then. The old token is untouched.";

    public static string PutBack(PlatformSituation s) =>
        $"The store holds the secret of {Shown(s.InactiveInUse)}, which is inactive: that of {Shown(s.Old)}, which works, is put "
            + $"back. Restore-DtToken -Id {s.InactiveInUse!.Id} brings the new one back instead.";

    public static string RivalCommitted(PlatformSituation s) =>
        $"{Shown(s.Rival)} was made for the same token at the same time: the new token {s.Own!.Id}, whose secret has gone "
            + "nowhere, is deleted.";

    public static string AnotherRun(PlatformSituation s) =>
        $"Another run is rotating this token since {Times(s.Elected?.CreationDate)}. If that run has died, its new token ends by "
            + $"itself at {Times(s.ElectedEndsAt)}, and {GoOn(s)} goes on then.";

    public static string Resume(PlatformSituation s) =>
        $"{Shown(s.Elected)} was made by a run that died; its secret is in the store.";

    public static string NotExtended(PlatformSituation s) =>
        $"The store holds the secret of {Shown(s.CurrentLeased)}, which nobody has given its real expiry: it ends at "
            + $"{Times(s.CurrentLeased!.ExpirationDate)}. If it is in use, run Set-DtToken -Id {s.CurrentLeased.Id} with a later "
            + $"-ExpirationDate, and {GoOn(s)} goes on; else put the secret of {s.Facts.OldId} back into the entry.";

    public static string Orphan(PlatformSituation s) =>
        $"{Shown(s.Orphan)} was left behind by a run that died: its lease is over, and it works nowhere.";

    public static string Unclear(PlatformSituation s) =>
        $"{Shown(s.Unclear)} was made to replace {s.Facts.OldId}, lives no longer than a lease, and was used at "
            + $"{Times(s.Unclear!.LastUsedDate)}: somebody has shortened its life. It is left alone; if nothing uses it, run "
            + $"Revoke-DtToken -Id {s.Unclear.Id} and Remove-DtToken.";

    public static string Undated(PlatformSituation s) =>
        $"The account does not say when {Shown(s.Undated)} was made, so nobody can tell whether it was ever put to use. Look "
            + "at it, "
            + $"and delete what is not used with Revoke-DtToken -Id {s.Undated!.Id} and Remove-DtToken.";

    public static string Spare(PlatformSituation s) =>
        $"{Shown(s.Spare)} was made for {s.Facts.OldId} by another run at the same time; the store holds another one in its "
            + "place.";

    public static string Removable(PlatformSituation s) =>
        $"{Shown(s.Removable)} was let go by an undo, or by a run that cleaned up, and nobody has missed it.";

    public static string LeftBehind(PlatformSituation s) =>
        $"{Shown(s.LeftBehind[0])} was let go by an undo, or by a run that cleaned up: {GoOn(s)} deletes it from "
            + $"{Times(s.LeftBehindUntil)} on; Restore-DtToken -Id {s.LeftBehind[0].Id} brings it back until then.";

    public static string NoRoom(PlatformSituation s) =>
        $"{new ForeignText(s.Old?.Owner ?? "The owner")} has as many platform tokens as an account lets one user have, ended "
            + "ones included: no new one can be made beside the old one. Delete what is over, with Find-DtToken -Expired and "
            + $"Remove-DtToken; then {Begin(s)} rotates it.";

    public static string HasEnded(PlatformSituation s) => s.Old!.Enabled
        ? $"{Shown(s.Old)} expired at {Times(s.Old.ExpirationDate)}, and an expired token is not rotated. Set-DtToken gives it a "
            + "later expiry, New-DtToken makes another one like it."
        : RotationMessages.Revoked(s.Old);

    public static string HardlyBegun(PlatformSituation s) =>
        $"{Shown(s.Old)} is itself the new token of {s.Facts.ReplacedId}, which is still there, and not a third of its life is "
            + "over: what came through the pipeline looks further ahead than the token lives. Look for less in Find-DtToken, or "
            + $"name it: Invoke-DtTokenRotation -Id {s.Facts.OldId}.";

    public static string NotDue(PlatformSituation s) => s.DueAt is { } due
            ? $"Due at {Times(due)}: {Begin(s)} with this schedule rotates it from then on."
        : s.Facts.Policy.LivesAsLong(s.Old!)
            ? $"Never due: it expires when a new one would, at {Times(s.Old!.ExpirationDate)}. Give a later expirationDate, "
                + $"or no schedule: {Begin(s)} rotates it at once."
        : $"Never due: it does not expire, and no maximum age is set. {Begin(s)} without a schedule rotates it.";

    public static string Due(PlatformSituation s) =>
        s.Facts.Policy.Scheduled ? $"Due since {Times(s.DueAt)}." : "Named by the user.";

    public static string Compromised(PlatformSituation s) =>
        $"{Shown(s.Old)} is compromised: it is made inactive before anything else, and may work for five minutes more.";

    public static string StoreHoldsAnother(PlatformSituation s) => s.Facts.Store!.Unreadable
        ? "The store's entry of this name holds something that is no token of this account, and is not overwritten. Choose "
            + $"another name, or empty the entry; then {Next(s)} goes on."
        : $"The store's entry of this name holds the token {s.Facts.Store.CurrentId}, not {s.Facts.OldId}. Choose the entry of "
            + $"this token, or store its secret there first; then {Next(s)} goes on.";

    public static string EntryIsAnothers(PlatformSituation s) => s.Facts.Store!.IsEmpty
        ? $"The store has no entry of this name, so the consumers of {Shown(s.Old)} read another one, or none. "
            + $"Give {Begin(s)} the -SecretName that they read, put the token's secret there, or add -NewEntry to begin an "
            + "entry; -Store and -Retrieve reach entries that hold more than the token."
        : $"The store's entry of this name holds the token {s.Facts.Store.CurrentId}, which this account does not have. Give "
            + $"{Begin(s)} the -SecretName that the consumers of {s.Facts.OldId} read, or add -NewEntry to take the entry over.";

    public static string Held(PlatformSituation s) =>
        $"{Shown(s.Old)} is replaced by {Shown(s.Partner)}, and somebody has changed it since, or an undo has not ended: both "
            + "tokens "
            + $"stay. Complete-DtTokenRotation -Id {s.Facts.OldId} lets the old one end, Undo-DtTokenRotation -Id "
            + $"{s.Facts.OldId} goes back to it.";

    public static string SuccessorIsDead(PlatformSituation s) =>
        $"{Shown(s.Old)} is replaced by {Shown(s.Partner)}, which is inactive or expired. "
            + (s.Partner is { Enabled: false } partner
                ? $"Restore-DtToken -Id {partner.Id} brings that one back; "
                : string.Empty)
            + $"Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to the old one.";

    public static string RivalElsewhere(PlatformSituation s) =>
        $"Two tokens have been made for {Shown(s.Old)}: {Shown(s.Partner)}, and for another store or a pipeline "
            + $"{Shown(s.RivalElsewhere)}. All of them work. If the consumers have what they need, Complete-DtTokenRotation -Id "
            + $"{s.Facts.OldId} lets the old one end; Revoke-DtToken -Id {s.RivalElsewhere!.Id} ends what nothing uses.";

    public static string OtherPlace(PlatformSituation s) =>
        $"The secret of {Shown(s.Partner)} goes to another store or entry than this run's, or to a pipeline, and a run that "
            + "has it "
            + $"goes on. Run {NextCommand.Resume(s.Facts)} with the store and name that the rotation began with; if the secret "
            + $"is known to have arrived, Complete-DtTokenRotation -Id {s.Facts.OldId}; Undo-DtTokenRotation -Id "
            + $"{s.Facts.OldId} goes back to the old token.";

    public static string OtherStore(PlatformSituation s) =>
        $"{Shown(s.Old)} is being replaced by {Shown(s.Partner)}, whose secret is not in this store: the run that does it has "
            + $"another one, or is not through yet. {GoOn(s)} then goes on.";

    public static string NotInThisStore(PlatformSituation s) =>
        $"The secret of {Shown(s.Partner)} is not in this store. Run {NextCommand.Resume(s.Facts)} with the store that the "
            + $"rotation began with; Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to the old token.";

    public static string Unconfirmed(PlatformSituation s) => $"The secret of {Shown(s.Partner)} was handed over, or was about "
        + "to be. "
        + (s.Facts.Policy.Compromised
            ? $"Run Complete-DtTokenRotation -Id {s.Facts.OldId}; where it has not arrived, Invoke-DtTokenRotation -Id "
                + $"{s.Partner!.Id} then makes another."
            : $"Where it has arrived, run Complete-DtTokenRotation -Id {s.Facts.OldId}; where it has not, "
                + $"Undo-DtTokenRotation -Id {s.Facts.OldId}.");

    public static string NotUsedYet(PlatformSituation s) =>
        $"The new token was last used {Use(s.Partner)}, the old one {Use(s.Old)}: the old one's end is set once the new one "
            + "is used "
            + $"and the old one idle, by {GoOn(s)}.";

    public static string End(PlatformSituation s) => s.EndsAtOnce
        ? $"{Shown(s.Partner)} has taken its place: the old token is made inactive, and may work for five minutes more."
        : $"{Shown(s.Partner)} has taken its place: the old token ends by itself at {Times(s.EndsAt)}.";

    public static string EndsItself(PlatformSituation s) =>
        $"Old and new both work until {Times(s.Old!.ExpirationDate)}, when the old one ends by itself. "
            + $"{GoOn(s)} deletes it after its grace period; Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to it.";

    public static string EndedAtUnknownTime(PlatformSituation s) =>
        $"{Shown(s.Old)} is inactive, but since when is not known. Run Remove-DtToken -Id {s.Facts.OldId} -Force when nothing "
            + "needs it.";

    public static string FellBack(PlatformSituation s) =>
        $"The store holds the secret of {Shown(s.Old)} again since this run put that of {Shown(s.Partner)} there: somebody has "
            + $"gone back to it, or has written over it. {GoOn(s)} goes on from what is there then.";

    public static string StoreFellBack(PlatformSituation s) =>
        $"The store holds the secret of {Shown(s.Old)} again, which has ended, and not that of {Shown(s.Partner)}: something "
            + $"has written over it. The old token is not deleted: Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to it, to "
            + "be rotated once more; Remove-DtToken deletes it.";

    public static string Grace(PlatformSituation s) => $"Ended at {Times(s.EndedAt)}; {GoOn(s)} deletes it from "
        + $"{Times(s.RemovableAt)} on, and Undo-DtTokenRotation -Id {s.Facts.OldId} goes back to it until then.";

    public static string GraceIsOver(PlatformSituation s) => $"Ended at {Times(s.EndedAt)}: the grace period is over.";

    public static string OlderFirst(PlatformSituation s) =>
        $"{s.Facts.OlderId} was replaced by {Shown(s.Old)} and goes first: its way to the working token leads through this one. "
            + "Resume-DtTokenRotation deletes them in their order.";

    public static string NothingToComplete(PlatformSituation s) =>
        $"{Shown(s.Old)} has no new token: no secret was handed over for it. "
            + $"Invoke-DtTokenRotation -Id {s.Facts.OldId} rotates it.";

    public static string MadeByAnother(PlatformSituation s) =>
        $"{Shown(s.Partner)} was made by another run meanwhile, whose store has its secret.";

    public static string OldIsGone(PlatformSituation s) =>
        $"There is no token {s.Facts.OldId}, and nothing is left to do for it.";

    private static string GoOn(PlatformSituation s) => NextCommand.GoOn(s.Facts);

    private static string Begin(PlatformSituation s) => NextCommand.Begin(s.Facts);

    private static string Next(PlatformSituation s) => s.Partner is null && s.Leased.Count == 0 ? Begin(s) : GoOn(s);

    private static string Use(DtToken? token) => token?.LastUsedDate is { } used
        ? "at " + Times(used) + (token.LastUsedIpAddress is { } address ? $" from {new ForeignText(address)}" : string.Empty)
        : "never";

    private static string Shown(DtToken? token) =>
        token is null ? "a token" : $"{new ForeignText(TokenName.WithoutNote(token.Name))} ({token.Id})";

    private static string Times(DateTimeOffset? time) => time is { } known ? When.Utc(known) : "an unknown time";
}

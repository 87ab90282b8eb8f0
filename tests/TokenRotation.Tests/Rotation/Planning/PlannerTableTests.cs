using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Simulation;
using TokenRotation.Tests.Secrets;
using static TokenRotation.RotationState;
using static TokenRotation.RotationStep;

namespace TokenRotation.Tests.Rotation.Planning;

/// <summary>The planner's tables, rule by rule: the facts that make each rule decide, and those that only just do not.</summary>
public sealed class PlannerTableTests
{
    private const string OldId = "dt0c01.OLD";
    private const string NewId = "dt0c01.NEW";
    private const string Ours = "ops@example.com";
    private const string Base = "ingest";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tolerance = RotationTimes.Tolerance;
    private static readonly DtToken Plain = new()
    {
        Id = OldId,
        Name = Base,
        Environment = World.Environment,
        Owner = Ours,
        Enabled = true,
        CreationDate = Now.AddDays(-100),
    };
    private static readonly DtToken New = Pending(NewId, 1);
    private static readonly DtToken Orphan = Pending("dt0c01.LEFT", 15);
    private static readonly DtToken Stranger = Pending("dt0c01.X", 2) with { Owner = "stranger@example.com" };
    private static readonly DtToken Superseded2 =
        Plain with { Name = NameStamp.Superseded(Now - Minute, NewId).ApplyTo(Base), ModifiedDate = Now - Minute };
    private static readonly DtToken Overlapping =
        Superseded2 with { Name = NameStamp.Superseded(Now - Minute, NewId, TimeSpan.FromHours(1)).ApplyTo(Base) };
    private static readonly DtToken Revoked8 = RevokedFor(TimeSpan.FromDays(8));
    private static readonly DtToken RevokedAtSomeTime =
        Revoked8 with { Name = NameStamp.Revoked(null, NewId, TimeSpan.FromDays(7)).ApplyTo(Base) };
    private static readonly DtToken GoneBackFrom = Plain with
    {
        Enabled = false,
        Name = NameStamp.LeftBehind(Now - Minute, "dt0c01.BEFORE", TimeSpan.FromDays(7)).ApplyTo(Base),
    };
    private static readonly OwnSuccessor Made =
        new() { Operation = "OPER01", Id = NewId, Token = NewToken.Classic(), Name = Base, CreationDate = Now - Minute };
    private static readonly OwnSuccessor Listed = Made with { Listed = true };
    private static readonly OwnSuccessor Stored = Listed with { StoreTried = true, Stored = true };
    private static readonly OwnSuccessor Verified = Stored with { Verified = true };
    private static readonly OwnSuccessor Ready = Verified with { Rechecked = true };

    private static readonly DateTimeOffset LateUse = Now - Minute + RotationTimes.OperationTimeout + Tolerance;
    private static readonly RotationPolicy Leaked = new() { Compromised = true };

    private static readonly RotationFacts Nothing = new()
    {
        OldId = OldId,
        Old = Plain,
        Policy = new RotationPolicy(),
        Caller = Plain with { Id = "dt0c01.ME" },
        Capabilities = ApiCapabilities.V2,
        Now = Now,
        MayBegin = true,
    };

    private static readonly RotationFacts WithStore = Nothing with { Store = Store(OldId) };
    private static readonly RotationFacts Gone = WithStore with { Old = null, Pending = [New] };
    private static readonly RotationFacts Missing = Nothing with { OldId = NewTokenKey.Of("x"), Old = null, Store = Store(null) };
    private static readonly RotationFacts InPipeline = Nothing with { Old = Superseded2, Heirs = [New], Pending = [New] };
    private static readonly RotationFacts Vouched = InPipeline with { Policy = new RotationPolicy { Arrived = true } };
    private static readonly RotationFacts Committed = InPipeline with { Store = Store(NewId) };
    private static readonly RotationFacts Ended =
        WithStore with { Old = Revoked8, Heirs = [New with { Name = Base }], Store = Store(NewId) };
    private static readonly RotationFacts EndedInPipeline = Ended with { Store = null };
    private static readonly RotationFacts RevokedFirst =
        Nothing with { Old = Revoked8, Heirs = [New], Pending = [New], Policy = new RotationPolicy { Compromised = true } };

    private static readonly RotationPolicy NewEntry = new() { NewEntry = true };

    private static readonly RotationFacts StaleMark = MarkedFor(Committed, 30) with
    {
        Store = Store(OldId, held: NewId),
        Policy = new RotationPolicy { Overlap = TimeSpan.FromHours(1) },
    };

    private static readonly NameStamp Marking = NameStamp.Read(Overlapping.Name).Stamp!;
    private static readonly RotationFacts Undated = Committed with
    {
        Old = Overlapping with { Name = NameStamp.Superseded(null, NewId, TimeSpan.FromHours(1)).ApplyTo(Base) },
        Store = Store(NewId),
    };

    private static readonly RotationFacts LatePromotion = StaleMark with { Store = Store(NewId), PromotedAt = Now };
    private static readonly RotationFacts SleptOver = Held(Later);
    private static readonly RotationFacts Unmarked = WithStore with
    {
        Old = Plain with { Enabled = false },
        Pending = [Pending(NewId, 9)],
        Store = Store(NewId),
    };

    private static readonly Row[] Rows =
    [
        // Without an old token.
        new("settled", Gone with { IsSettled = true }, Removed, None),
        new("made after a spec file", Missing with { IsSettled = true }, NotDue, None),
        new("current, and cannot rename itself", Gone with
        {
            Store = Store(NewId),
            Capabilities = ApiCapabilities.V1,
            Caller = New,
        }, NeedsAttention, None),
        new("current, and renamed by another", Gone with
        {
            Store = Store(NewId),
            Capabilities = ApiCapabilities.V1,
        }, Superseded, Rename, NewId),
        new("current, and renames itself", Gone with { Store = Store(NewId), Caller = New }, Superseded, Rename, NewId),
        new("current, and a stranger's", Gone with
        {
            Store = Store(Stranger.Id),
            Pending = [Stranger],
        }, Pending_, None, Until: Stranger),
        new("made, not listed", Gone with { Own = Made, Pending = [] }, Pending_, Elect),
        new("listed, and gone", Gone with { Own = Listed, Pending = [] }, NeedsAttention, None),
        new("handed over", Gone with { Own = Listed with { HandedOver = true }, Store = null }, Superseded, Rename, NewId),
        new("another is elected", Gone with { Own = Listed, Pending = [Stranger, New] }, Pending_, Withdraw),
        new("too late", Gone with { Own = Late(Listed) }, Pending_, Withdraw),
        new("too late, and perhaps stored", Gone with { Own = Late(Stored) }, Pending_, None, Until: Pending(NewId, 7.5)),
        new("no store, and nobody to give it to", Gone with { Own = Verified, Store = null }, Pending_, Withdraw),
        new("supplanted before it was stored", Gone with { Own = Listed, Store = Store("dt0c01.THEIRS") }, Pending_, Withdraw),
        new("to be stored", Gone with { Own = Listed }, Pending_, Store_),
        new("to be stored, the first of a spec file", Missing with { Own = Listed, Pending = [New] }, Pending_, Store_),
        new("to be verified", Gone with { Own = Stored }, Pending_, Verify),
        new("supplanted after it was stored", Gone with
        {
            Own = Verified,
            Store = Store("dt0c01.THEIRS"),
        }, Pending_, None, Until: New),
        new("the entry cannot be read", Gone with
        {
            Own = Verified,
            Store = Store("dt0c01.THEIRS", unreadable: true),
        }, NeedsAttention, None),
        new("the entry of a new token is taken", Missing with
        {
            Own = Verified,
            Pending = [New],
            Store = Store("dt0c01.THEIRS"),
        }, NeedsAttention, None),
        new("the entry holds a dead token", Gone with
        {
            Own = Verified,
            Store = Store("dt0c01.THEIRS", dead: true),
        }, Pending_, Promote, NewId),
        new("to be promoted", Gone with { Own = Verified }, Pending_, Promote, NewId),
        new("stored by a dead run", Gone with { Store = Store(OldId, held: NewId) }, Pending_, Resume, NewId),
        new("stored by a dead run, of a spec file", Missing with
        {
            Pending = [New],
            Store = Store(null, held: NewId),
        }, Pending_, Resume, NewId),
        new("stored by a dead run, and disabled", Gone with
        {
            Pending = [New with { Enabled = false }],
            Store = Store(OldId, held: NewId),
        }, Pending_, None, Until: New),
        new("stored by a dead run, too late", Gone with
        {
            Pending = [Pending(NewId, 7.5)],
            Store = Store(OldId, held: NewId),
        }, Pending_, None, Until: Pending(NewId, 7.5)),
        new("stored by a dead run of a stranger", Gone with
        {
            Pending = [Stranger],
            Store = Store(OldId, held: Stranger.Id),
        }, Pending_, None, Until: Stranger),
        new("left, never used", Gone with { Pending = [Orphan] }, Pending_, Collect, Orphan.Id),
        new("left, used, and waiting in the store", Gone with
        {
            Pending = [Used(Orphan)],
            Store = Store(OldId, held: Orphan.Id),
        }, Pending_, Collect, Orphan.Id),
        new("left, and used by somebody", Gone with { Pending = [Used(Pending("dt0c01.LEFT", 60))] }, NeedsAttention, None),
        new("left, used in time, and not what the store "
            + "holds", Gone with { Pending = [Used(Orphan)] }, Pending_, Collect, Orphan.Id),
        new("disabled for a day, and the old one "
            + "gone", Gone with { Pending = [], LeftBehind = [LeftFor(TimeSpan.FromDays(1))] }, Pending_, Collect, Orphan.Id),
        new("disabled of late, and the old one gone", Gone with
        {
            Pending = [],
            LeftBehind = [LeftFor(Minute)],
        }, Pending_, None, Until: Pending("dt0c01.Q", -1424)),
        new("disabled, enabled by somebody, and the old one gone", Gone with
        {
            Pending = [],
            LeftBehind = [LeftFor(Minute) with { Enabled = true }],
        }, NeedsAttention, None),
        new("left in a pipeline, and used by "
            + "somebody", Gone with { Pending = [Used(Orphan)], Store = null }, NeedsAttention, None),
        new("another run", Gone, Pending_, None, Until: New),
        new("nothing left", Gone with { Pending = [] }, Removed, None),
        new("left of a spec file", Missing with { Pending = [Used(Orphan)] }, Pending_, Collect, Orphan.Id),
        new("another run after a spec file", Missing with { Pending = [New] }, Pending_, None, Until: New),
        new("refused by the spec", Missing with { Refusal = "No." }, Refused, None),
        new("its entry is taken", Missing with { Store = Store("dt0c01.THEIRS") }, NeedsAttention, None),
        new("missing, and not asked for", Missing with { MayBegin = false }, Due, None),
        new("missing", Missing, Due, Create),
        new("missing, and its entry holds a token that is "
            + "gone", Missing with { Store = Store("dt0c01.GONE", dead: true) }, NeedsAttention, None),
        new("missing, and its entry is to be taken "
            + "over", Missing with { Store = Store("dt0c01.GONE", dead: true), Policy = NewEntry }, Due, Create),

        // Before the commit mark.
        new("is a new token itself", Nothing with
        {
            Old = Plain with { Name = NameStamp.Pending("OPER09", "dt0c01.Q").ApplyTo(Base) },
        }, Refused, None),
        new("own, not listed", WithStore with { Own = Made, Pending = [New] }, Pending_, Elect),
        new("own, listed, and gone", WithStore with { Own = Listed }, NeedsAttention, None),
        new("own, and another elected", WithStore with { Own = Listed, Pending = [Stranger, New] }, Pending_, Withdraw),
        new("own, too late", WithStore with { Own = Late(Listed), Pending = [New] }, Pending_, Withdraw),
        new("own, not too late", WithStore with
        {
            Own = Listed with { CreationDate = Now - RotationTimes.CommitWindow + Tolerance },
            Pending = [New],
        }, Pending_, Store_),
        new("own, too late, and perhaps stored", WithStore with
        {
            Own = Late(Stored),
            Pending = [New],
        }, Pending_, None, Until: Pending(NewId, 7.5)),
        new("own, too late, and perhaps marked", Nothing with
        {
            Own = Late(Listed) with { CommitTried = true },
            Pending = [New],
        }, Pending_, None, Until: Pending(NewId, 7.5)),
        new("own, and gone back from", WithStore with { Old = GoneBackFrom, Own = Listed, Pending = [New] }, Pending_, Withdraw),
        new("own, stored, and gone back from", WithStore with
        {
            Old = GoneBackFrom,
            Own = Ready,
            Pending = [New],
        }, Pending_, None, Until: New),
        new("own, gone back from, and compromised", WithStore with
        {
            Old = GoneBackFrom,
            Own = Ready,
            Pending = [New],
            Policy = Leaked,
        }, Pending_, Commit, NewId),
        new("own, to be stored", WithStore with { Own = Listed, Pending = [New] }, Pending_, Store_),
        new("own, to be verified", WithStore with { Own = Stored, Pending = [New] }, Pending_, Verify),
        new("own, to be verified without a store", Nothing with { Own = Listed, Pending = [New] }, Pending_, Verify),
        new("own, to be looked at again", WithStore with { Own = Verified, Pending = [New] }, Pending_, Recheck),
        new("own, to be marked", WithStore with { Own = Ready, Pending = [New] }, Pending_, Commit, NewId),
        new("the mark is lost", WithStore with { Pending = [New], Store = Store(NewId) }, Superseded, Commit, NewId),
        new("the mark is long lost", WithStore with
        {
            Pending = [Pending(NewId, 7.5)],
            Store = Store(NewId),
        }, Superseded, Commit, NewId),
        new("the mark is long lost, and nobody names the token", WithStore with
        {
            Pending = [Pending(NewId, 7.5)],
            Store = Store(NewId),
            MayBegin = false,
        }, NeedsAttention, None),
        new("the mark is long lost, and the new one disabled", WithStore with
        {
            Pending = [Pending(NewId, 7.5) with { Enabled = false }],
            Store = Store(NewId),
        }, NeedsAttention, None),
        new("the mark is long lost, and the user vouches", WithStore with
        {
            Pending = [Pending(NewId, 9)],
            Store = Store(NewId),
            Policy = new RotationPolicy { Arrived = true },
        }, Superseded, Commit, NewId),
        new("left by a dead run", WithStore with { Pending = [Used(Orphan)] }, Pending_, Collect, Orphan.Id),
        new("left by a dead run, and gone back from", WithStore with
        {
            Old = GoneBackFrom,
            Pending = [Used(Orphan)],
            Store = Store("dt0c01.BEFORE") with { CurrentHasReturned = true },
        }, Pending_, Collect, Orphan.Id),
        new("left, and used since", WithStore with { Pending = [Used(Pending("dt0c01.LEFT", 60))] }, NeedsAttention, None),
        new("left, used since, and waiting in the store", WithStore with
        {
            Pending = [Used(Pending("dt0c01.LEFT", 60))],
            Store = Store(OldId, held: "dt0c01.LEFT"),
        }, Pending_, Collect, "dt0c01.LEFT"),
        new("left by a run of another place", WithStore with
        {
            Pending = [Orphan],
            Place = "abc27",
        }, Pending_, None, Until: Pending("dt0c01.Q", -1410)),
        new("left for a day by a run of another "
            + "place", WithStore with { Pending = [Pending("dt0c01.LEFT", 1440)], Place = "abc27" }, NeedsAttention, None),
        new("left, and the entry is another's", WithStore with
        {
            Pending = [Orphan],
            Store = Store("dt0c01.THEIRS"),
        }, Pending_, None, Until: Pending("dt0c01.Q", -1410)),
        new("disabled for a day", WithStore with { LeftBehind = [LeftFor(TimeSpan.FromDays(1))] }, Pending_, Collect, Orphan.Id),
        new("disabled of late, and a rotation may begin", WithStore with { LeftBehind = [LeftFor(Minute)] }, Due, Create),
        new("disabled, and current", WithStore with
        {
            LeftBehind = [LeftFor(Minute)],
            Store = Store(Orphan.Id),
        }, Pending_, Reinstate, Orphan.Id),
        new("not left for long enough", WithStore with
        {
            Pending = [Pending("dt0c01.LEFT", 14.99)],
        }, Pending_, None, Until: Pending("dt0c01.LEFT", 14.99)),
        new("left, a personal token beside one that is "
            + "none", WithStore with { Pending = [Orphan with { PersonalAccessToken = true }] }, Due, Create),
        new("left, a personal token of a personal token", WithStore with
        {
            Old = Plain with { PersonalAccessToken = true },
            Pending = [Orphan with { PersonalAccessToken = true }],
        }, Pending_, Collect, Orphan.Id),
        new("left by a stranger's dead run", WithStore with
        {
            Pending = [Stranger with { CreationDate = Now.AddHours(-1) }],
        }, Due, Create),
        new("stored by a dead run before the mark", WithStore with
        {
            Pending = [New],
            Store = Store(OldId, held: NewId),
        }, Pending_, Resume, NewId),
        new("another run before the mark", WithStore with { Pending = [New] }, Pending_, None, Until: New),
        new("refused", Nothing with { Refusal = "No." }, Refused, None),
        new("disabled by somebody", Nothing with { Old = Plain with { Enabled = false } }, Refused, None),
        new("disabled, and compromised", Nothing with
        {
            Old = Plain with { Enabled = false },
            Policy = new RotationPolicy { Compromised = true },
        }, Due, Create),
        new("not due", Nothing with
        {
            Policy = Aged(101),
        }, NotDue, None, Until: Plain with { CreationDate = Now.AddDays(1) - RotationTimes.OperationTimeout }),
        new("due just now", Nothing with { Policy = Aged(100) }, Due, Create),
        new("the entry is taken", WithStore with { Store = Store("dt0c01.THEIRS") }, NeedsAttention, None),
        new("due, and not asked for", WithStore with { MayBegin = false }, Due, None),
        new("compromised", WithStore with { Policy = new RotationPolicy { Compromised = true } }, Due, RevokeFirst),
        new("compromised, and needed to revoke it", WithStore with
        {
            Policy = new RotationPolicy { Compromised = true },
            Caller = Plain,
        }, Due, Create),
        new("compromised, needed to revoke it, and claimed by "
            + "another", Nothing with { Policy = Leaked, Caller = Plain, Pending = [Stranger] }, Due, Create),
        new("compromised, needed to revoke it, and the entry is "
            + "taken", WithStore with { Policy = Leaked, Caller = Plain, Store = Store("dt0c01.THEIRS") }, NeedsAttention, None),
        new("compromised, needed to revoke it, and its successor proved", Nothing with
        {
            Policy = Leaked,
            Caller = Plain,
            Pending = [Stranger, New],
            Own = Ready,
        }, Pending_, Commit),
        new("compromised, and claimed by another", Nothing with { Policy = Leaked, Pending = [Stranger] }, Due, RevokeFirst),
        new("compromised, and refused a successor", Nothing with { Policy = Leaked, Refusal = "No." }, Due, RevokeFirst),
        new("compromised, and not asked for", Nothing with { Policy = Leaked, MayBegin = false }, Due, None),
        new("the entry is absent", WithStore with { Store = Store(null) }, NeedsAttention, None),
        new("the entry is absent, and is to be a new "
            + "one", WithStore with { Store = Store(null), Policy = NewEntry }, Due, Create),
        new("the entry holds a token that is gone", WithStore with
        {
            Store = Store("dt0c01.GONE", dead: true),
        }, NeedsAttention, None),
        new("the entry is to be taken over", WithStore with
        {
            Store = Store("dt0c01.GONE", dead: true),
            Policy = NewEntry,
        }, Due, Create),
        new("the entry is taken, whatever the user "
            + "says", WithStore with { Store = Store("dt0c01.THEIRS"), Policy = NewEntry }, NeedsAttention, None),
        new("the entry is illegible, whatever the user "
            + "says", WithStore with { Store = Store(null, unreadable: true), Policy = NewEntry }, NeedsAttention, None),
        new("the entry holds a token that this one has "
            + "replaced", WithStore with { Store = Store("dt0c01.PREVIOUS") with { CurrentIsAncestor = true } }, Due, Create),
        new("the entry is absent, and the token compromised", WithStore with
        {
            Store = Store(null),
            Policy = new RotationPolicy { Compromised = true },
        }, Due, RevokeFirst),
        new("piped, and new itself", Nothing with { IsPiped = true, ReplacedId = "dt0c01.PREVIOUS" }, NotDue, None),
        new("piped, new itself, and forced", Nothing with
        {
            IsPiped = true,
            ReplacedId = "dt0c01.PREVIOUS",
            Policy = new RotationPolicy { Force = true },
        }, Due, Create),
        new("piped, new itself, and compromised", Nothing with
        {
            IsPiped = true,
            ReplacedId = "dt0c01.PREVIOUS",
            Policy = new RotationPolicy { Compromised = true },
        }, Due, RevokeFirst),
        new("piped, new itself, and a third of its life over", Nothing with
        {
            IsPiped = true,
            ReplacedId = "dt0c01.PREVIOUS",
            Old = Plain with { ExpirationDate = Now.AddDays(200) },
        }, Due, Create),
        new("piped", Nothing with { IsPiped = true }, Due, Create),
        new("due", WithStore, Due, Create),

        // After the commit mark.
        new("marked, and one left", Committed with { Pending = [Orphan, New] }, Superseded, Collect, Orphan.Id),
        new("marked, and the new one timed out", Committed with
        {
            Pending = [Pending(NewId, 60)],
            Heirs = [Pending(NewId, 60)],
        }, Superseded, Revoke, NewId),
        new("marked, and the new one gone", Committed with { Heirs = [], Pending = [] }, NeedsAttention, None),
        new("marked too late by this run", Committed with
        {
            Heirs = [],
            Pending = [],
            Own = Ready with { CommitTried = true },
        }, Superseded, Mend),
        new("marked too late by this run, which has tried to mend it", Committed with
        {
            Heirs = [],
            Pending = [],
            Own = Ready with { CommitTried = true },
            MendTried = true,
        }, NeedsAttention, None),
        new("marked, and held up", Committed with { WasHeldUp = true }, Superseded, None),
        new("marked, and held up before the "
            + "hand-over", InPipeline with { Own = Ready, WasHeldUp = true }, Superseded, HandOver, NewId),
        new("marked, and disabled as left behind", Committed with
        {
            Pending = [],
            LeftBehind = [LeftFor(Minute) with { Id = NewId }],
        }, Superseded, Reinstate, NewId),
        new("marked for another place", Committed with { Place = "abc27" }, Superseded, None, Until: Pending("dt0c01.Q", -1424)),
        new("marked for another place, and the user vouches", InPipeline with
        {
            Place = "abc27",
            Policy = new RotationPolicy { Arrived = true },
        }, Superseded, Revoke, NewId),
        new("marked for another place a day ago", MarkedFor(Committed with { Place = "abc27" }, 1440), NeedsAttention, None),
        new("marked with an overlap", Committed with { Old = Overlapping }, Superseded, None, Until: Pending("dt0c01.Q", -44)),
        new("marked with an overlap, and named with force", Committed with
        {
            Old = Overlapping,
            Policy = new RotationPolicy { Force = true },
        }, Superseded, Revoke, NewId),
        new("marked with an overlap, and force without a name", Committed with
        {
            Old = Overlapping,
            MayBegin = false,
            Policy = new RotationPolicy { Force = true },
        }, Superseded, None, Until: Pending("dt0c01.Q", -44)),
        new("marked with an overlap that outlives the new one", Committed with
        {
            Old = Overlapping,
            Heirs = [New with { ExpirationDate = Now + Minute }],
        }, Superseded, None, Until: Pending("dt0c01.Q", 14)),
        new("marked, and use asked for", Committed with
        {
            Old = Superseded2 with { Name = NameStamp.Superseded(Now - Minute, NewId, null, needsUse: true).ApplyTo(Base) },
        }, Superseded, None),
        new("marked with an older token", Committed with
        {
            Heirs = [New with { Name = "other", CreationDate = Now.AddMinutes(-20) }],
        }, NeedsAttention, None),
        new("marked with an older token whose secret was kept", Committed with
        {
            Heirs = [New with { Name = "other", CreationDate = Now.AddMinutes(-20) }],
            Store = Store(NewId) with { PendingIds = [NewId] },
        }, Superseded, Revoke, NewId),
        new("marked with an older token of its name", Committed with
        {
            Heirs = [New with { Name = Base, CreationDate = Now.AddMinutes(-20) }],
        }, Superseded, Revoke, NewId),
        new("marked with another's successor", Committed with { PartnerIsShared = true }, NeedsAttention, None),
        new("marked with a stranger's", Committed with
        {
            Heirs = [New with { Owner = "stranger@example.com" }],
        }, NeedsAttention, None),
        new("marked with itself", InPipeline with { Heirs = [Superseded2] }, NeedsAttention, None),
        new("marked with another token's successor", Committed with
        {
            Heirs = [New with { Name = NameStamp.Pending("OPER01", "dt0c01.Q").ApplyTo(Base) }],
        }, NeedsAttention, None),
        new("marked before the new one was made", Committed with
        {
            Heirs = [New with { CreationDate = Now - Minute + Tolerance + Tolerance }],
        }, NeedsAttention, None),
        new("marked in the second in which the new one was made", Committed with
        {
            Heirs = [New with { CreationDate = Now - Minute + Tolerance }],
        }, Superseded, Revoke, NewId),
        new("marked, and the new one disabled", Committed with { Heirs = [New with { Enabled = false }] }, NeedsAttention, None),
        new("marked, and the new one expired just "
            + "now", Committed with { Heirs = [New with { ExpirationDate = Now }] }, NeedsAttention, None),
        new("marked, and the store holds a later one that works", Committed with
        {
            Heirs = [New with { Enabled = false }, Later],
            Store = Store(Later.Id),
        }, Superseded, Revoke, NewId),
        new("marked, and the store holds the later one that does not work", Committed with
        {
            Heirs = [New, Later with { Enabled = false }],
            Store = Store(Later.Id),
        }, NeedsAttention, None),
        new("marked, and the later one works in a "
            + "pipeline", Vouched with { Heirs = [New with { Enabled = false }, Later] }, Superseded, Revoke, NewId),
        new("marked, and the entry taken", Committed with { Store = Store("dt0c01.THEIRS") }, NeedsAttention, None),
        new("marked, to be promoted from the store", Committed with
        {
            Store = Store(OldId, held: NewId),
        }, Superseded, Promote, NewId),
        new("marked, to be promoted from hand", Committed with { Store = Store(OldId), Own = Ready }, Superseded, Promote, NewId),
        new("marked, and in hand but not stored", Committed with
        {
            Store = Store(OldId),
            Own = Listed,
        }, Superseded, None, Until: Pending(NewId, 1)),
        new("marked just now from another store", Committed with
        {
            Store = Store(OldId),
        }, Superseded, None, Until: Pending(NewId, 1)),
        new("marked long ago from another store", MarkedFor(Committed with { Store = Store(OldId) }, 15), NeedsAttention, None),
        new("marked, to be handed over", InPipeline with { Own = Ready }, Superseded, HandOver, NewId),
        new("marked, and to be handed over with a name that is "
            + "cut", InPipeline with { Own = Ready, Heirs = [Cut(99)], Pending = [Cut(99)] }, Superseded, Rename, NewId),
        new("marked, and handed over", InPipeline with { Own = Ready with { HandedOver = true } }, Superseded, None, NewId),
        new("marked, and perhaps handed over", InPipeline, NeedsAttention, None),
        new("marked, and another in hand was handed "
            + "over", InPipeline with { Own = Ready with { Id = "dt0c01.Q", HandedOver = true } }, NeedsAttention, None),
        new("marked, and the user vouches", Vouched, Superseded, Revoke, NewId),
        new("marked, and the user vouches before the overlap is over", Vouched with
        {
            Policy = new RotationPolicy { Arrived = true, Overlap = TimeSpan.FromHours(1) },
        }, Superseded, None, Until: Pending(NewId, -44)),
        new("marked, and the user vouches before any use is "
            + "seen", Vouched with { Policy = Use(UnusedAction.Wait, 60) with { Arrived = true } }, Superseded, Revoke, NewId),
        new("marked, and used since", InPipeline with { Heirs = [New with { LastUsedDate = Now }] }, NeedsAttention, None),
        new("marked to wait for use, and used since", UsedAt(TimeSpan.FromTicks(1)), Superseded, Revoke, NewId),
        new("marked to wait for use, and used while its run may have been at work", UsedAt(TimeSpan.Zero), NeedsAttention, None),
        new("marked, and another run not done with its "
            + "own", Committed with { Pending = [Pending("dt0c01.X", 2), New] }, Superseded, Revoke, NewId),
        new("marked, and the name cut", Committed with { Heirs = [Cut(99)], Pending = [Cut(99)] }, Superseded, Rename, NewId),
        new("marked anew long ago, and another name that is cut", MarkedFor(Committed, 30) with
        {
            Heirs = [Cut(99) with { CreationDate = Now.AddHours(-1) }],
            Pending = [Cut(99) with { CreationDate = Now.AddHours(-1) }],
        }, Superseded, Revoke),
        new("marked, and the name just not cut", Committed with
        {
            Heirs = [Cut(98)],
            Pending = [Cut(98)],
        }, Superseded, Revoke, NewId),
        new("marked, and the old one renames the new one while it "
            + "can", Committed with { Capabilities = ApiCapabilities.V1, Caller = Superseded2 }, Superseded, Rename, NewId),
        new("marked, and the old one authenticates", Committed with { Caller = Superseded2 }, Superseded, Revoke, NewId),
        new("marked, and both enabled", Committed with
        {
            Policy = new RotationPolicy { Overlap = TimeSpan.FromHours(1) },
        }, Superseded, None, Until: Pending(NewId, -44)),
        new("marked, and both enabled, by the server's date and not by the mark's", Committed with
        {
            Old = Superseded2 with { Name = NameStamp.Superseded(Now.AddHours(-2), NewId).ApplyTo(Base) },
            Policy = new RotationPolicy { Overlap = TimeSpan.FromHours(1) },
            Heirs = [Pending(NewId, 121)],
        }, Superseded, None, Until: Pending(NewId, -44)),
        new("marked, and the overlap just over", Committed with
        {
            Policy = new RotationPolicy { Overlap = Minute },
        }, Superseded, Revoke, NewId),
        new("marked, and not used yet", Committed with
        {
            Policy = Use(UnusedAction.Wait, 60),
        }, Superseded, None, Until: Pending(NewId, -44)),
        new("marked, and waiting for use for ever", Committed with
        {
            Policy = Use(UnusedAction.Wait, 1),
        }, Superseded, None, Until: Pending(NewId, 15)),
        new("marked, and not used before the deadline to "
            + "warn", Committed with { Policy = Use(UnusedAction.Warn, 60) }, Superseded, None, Until: Pending(NewId, -44)),
        new("marked, and not used in time", Committed with { Policy = Use(UnusedAction.Warn, 1) }, NeedsAttention, None),
        new("marked, and not used in time, and "
            + "forced", Committed with { Policy = Use(UnusedAction.Force, 1) }, Superseded, Revoke, NewId),
        new("marked, used, and the old one idle", Committed with
        {
            Policy = Use(UnusedAction.Warn, 1),
            Heirs = [New with { LastUsedDate = LateUse }],
        }, Superseded, Revoke, NewId),
        new("marked, and used by the verification only", Committed with
        {
            Policy = Use(UnusedAction.Warn, 1),
            Heirs = [New with { LastUsedDate = LateUse - Tolerance }],
        }, NeedsAttention, None),
        new("marked, used, and the old one too", Committed with
        {
            Policy = Use(UnusedAction.Warn, 1),
            Heirs = [New with { LastUsedDate = LateUse }],
            Old = Superseded2 with { LastUsedDate = Now },
        }, NeedsAttention, None),
        new("marked, used, and the old one idle for just long enough", Committed with
        {
            Policy = Use(UnusedAction.Warn, 1),
            Heirs = [New with { LastUsedDate = LateUse }],
            Old = Superseded2 with { LastUsedDate = Now - Minute },
        }, Superseded, Revoke, NewId),
        new("marked long ago with an overlap, and not in its entry", Overlapped(used: 0) with
        {
            Store = Store(OldId, held: NewId),
        }, Superseded, Commit, NewId),
        new("marked long ago with an overlap by another run than this, which has a token of its own", Overlapped(used: 0) with
        {
            Own = Ready with { Id = "dt0c01.Q" },
            Store = Store(OldId, held: NewId),
        }, Superseded, Commit, NewId),
        new("marked just now with an overlap, and not in its entry", Overlapped(used: 0, ago: 1) with
        {
            Store = Store(OldId, held: NewId),
        }, Superseded, Promote, NewId),
        new("marked some minutes ago with an overlap, and not in its entry", Overlapped(used: 0, ago: 2) with
        {
            Store = Store(OldId, held: NewId),
        }, Superseded, Commit, NewId),
        new("marked anew some minutes ago by this run, and not in its entry", Overlapped(used: 0, ago: 15) with
        {
            Store = Store(OldId, held: NewId),
            MarkIsRenewed = true,
        }, Superseded, Promote, NewId),
        new("marked, the overlap over, and the old one used late in it", Overlapped(used: 40), Superseded, None, Until: After(9)),
        new("marked, the overlap over, and the old one used early in it", Overlapped(used: 30), Superseded, Revoke, NewId),
        new("marked long ago without an overlap, and the old one used just now", Overlapped(61) with
        {
            Old = Overlapped(61).Old! with { Name = NameStamp.Superseded(Now - TimeSpan.FromHours(1), NewId).ApplyTo(Base) },
        }, Superseded, Revoke, NewId),
        new("marked, the overlap over for as long again, and the old one still used", Overlapped(100, 121), NeedsAttention, None),
        new("marked, the overlap over for as long again, and the old one idle", Overlapped(40, 121), Superseded, Revoke, NewId),
        new("marked, the overlap over, the old one used late in it, and vouched for", Overlapped(used: 40) with
        {
            Policy = new RotationPolicy { Arrived = true },
        }, Superseded, Revoke, NewId),
        new("marked with an overlap, which a run that says nothing does not lengthen", Overlapped(used: 0) with
        {
            Policy = new RotationPolicy { Overlap = TimeSpan.FromDays(1), OverlapIsGiven = false },
        }, Superseded, Revoke, NewId),
        new("marked with an overlap, which a run lengthens", Overlapped(used: 0) with
        {
            Policy = new RotationPolicy { Overlap = TimeSpan.FromDays(1) },
        }, Superseded, None, Until: After((24 * 60) - 61)),
        new("marked, and the old one authenticates without the new one in "
            + "hand", Vouched with { Caller = Superseded2 }, NeedsAttention, None),
        new("marked, and disabled by somebody", Committed with
        {
            Old = Superseded2 with { Enabled = false },
        }, Superseded, Revoke, NewId),

        // After the revocation.
        new("revoked, and one left", Ended with { Pending = [Orphan] }, Revoked, Collect, Orphan.Id),
        new("revoked, and an older one to go first", Ended with { OlderId = "dt0c01.OLDER" }, Revoked, None),
        new("revoked, a link missing, and the current one "
            + "works", Ended with { Heirs = [], Store = Store(NewId) with { CurrentWorks = true } }, Revoked, Delete),
        new("revoked, and a dead secret put into the entry by this "
            + "run", Ended with { Heirs = [New with { Name = Base, Enabled = false }, Later], Own = Ready }, Revoked, Mend),
        new("revoked with a longer grace", Ended with
        {
            Old = Revoked8 with { Name = NameStamp.Revoked(Now.AddDays(-8), NewId, TimeSpan.FromDays(9)).ApplyTo(Base) },
        }, Revoked, None, Until: Pending("dt0c01.Q", 15 - 1440)),
        new("revoked with a shorter grace, and none asked for", Ended with
        {
            Old = RevokedFor(TimeSpan.FromDays(2)) with
            {
                Name = NameStamp.Revoked(Now.AddDays(-2), NewId, TimeSpan.FromDays(1)).ApplyTo(Base),
            },
            Policy = new RotationPolicy { GraceIsGiven = false },
        }, Revoked, Delete),
        new("revoked, and enabled again", Ended with { Old = Revoked8 with { Enabled = true } }, NeedsAttention, None),
        new("revoked, enabled again, and completed", Ended with
        {
            Old = Revoked8 with { Enabled = true },
            Policy = new RotationPolicy { Arrived = true },
        }, RotationState.Revoked, Revoke),
        new("revoked, enabled again, completed, and its successor dead", Ended with
        {
            Old = Revoked8 with { Enabled = true },
            Heirs = [New with { Name = Base, Enabled = false }],
            Policy = new RotationPolicy { Arrived = true },
        }, NeedsAttention, None),
        new("revoked, and the new one gone", Ended with { Heirs = [] }, NeedsAttention, None),
        new("revoked, and the new one a stranger's", Ended with
        {
            Heirs = [Stranger with { Id = NewId, Name = Base }],
        }, NeedsAttention, None),
        new("revoked, pending, and the entry taken", RevokedFirst with { Store = Store("dt0c01.THEIRS") }, NeedsAttention, None),
        new("revoked, settled, and the entry taken", Ended with { Store = Store("dt0c01.THEIRS") }, Revoked, Delete),
        new("revoked first, to be promoted", RevokedFirst with { Store = Store(OldId, held: NewId) }, Revoked, Promote, NewId),
        new("revoked, and the entry gone since", JustRevoked(RevokedFirst) with
        {
            Heirs = [Pending(NewId, 30)],
            Policy = new RotationPolicy(),
            Store = Store(null, held: NewId),
        }, Revoked, Rename, NewId),
        new("revoked, and the entry to be made anew", JustRevoked(RevokedFirst) with
        {
            Heirs = [Pending(NewId, 30)],
            Policy = NewEntry,
            Store = Store(null, held: NewId),
        }, Revoked, Promote, NewId),
        new("revoked first, stored elsewhere just "
            + "now", JustRevoked(RevokedFirst) with { Store = Store(OldId) }, Revoked, None, Until: Pending(NewId, 2)),
        new("revoked first, stored elsewhere long ago", RevokedFirst with { Store = Store(OldId) }, NeedsAttention, None),
        new("revoked first, to be handed over", RevokedFirst with { Own = Ready }, Revoked, HandOver, NewId),
        new("revoked first, and perhaps handed over", RevokedFirst, NeedsAttention, None),
        new("revoked last, and handed over before", RevokedFirst with
        {
            Heirs = [Pending(NewId, 30_000)],
            Pending = [],
        }, Revoked, Rename, NewId),
        new("revoked in the second in which the new one was made", RevokedFirst with
        {
            Heirs = [Pending(NewId, TimeSpan.FromDays(8).TotalMinutes)],
            Pending = [],
        }, Revoked, Rename, NewId),
        new("revoked first, and handed over", RevokedFirst with
        {
            Own = Ready with { HandedOver = true },
        }, Revoked, Rename, NewId),
        new("revoked first, and disabled before its promotion", RevokedFirst with
        {
            Store = Store(OldId, held: NewId),
            Heirs = [New with { Enabled = false }],
        }, NeedsAttention, None),
        new("revoked first, and disabled before its hand-over", RevokedFirst with
        {
            Own = Ready,
            Heirs = [New with { Enabled = false }, Later],
        }, NeedsAttention, None),
        new("revoked first, disabled, and a later one current", RevokedFirst with
        {
            Store = Store(Later.Id),
            Heirs = [New with { Enabled = false }, Later],
        }, Revoked, Rename, NewId),
        new("revoked, promoted, to be renamed", RevokedFirst with { Store = Store(NewId) }, Revoked, Rename, NewId),
        new("revoked, promoted, and cannot rename itself", RevokedFirst with
        {
            Store = Store(NewId),
            Capabilities = ApiCapabilities.V1,
            Caller = New,
        }, Revoked, Delete),
        new("revoked, and the new one disabled", Ended with
        {
            Heirs = [New with { Name = Base, Enabled = false }],
        }, NeedsAttention, None),
        new("revoked, and a later one works", Ended with
        {
            Heirs = [New with { Name = Base, Enabled = false }, Later],
        }, Revoked, Delete),
        new("revoked, and the store fell back", Ended with { Store = Store(OldId) }, NeedsAttention, None),
        new("revoked, and nobody knows since when", Ended with { Old = RevokedAtSomeTime }, Revoked, Mend),
        new("revoked, nobody knows since when, and still settling", Ended with
        {
            Old = RevokedAtSomeTime,
            Heirs = [New],
            Pending = [New],
            SettlingTime = Minute,
        }, Revoked, Mend),
        new("revoked, nobody knows since when, and no answer tells the time", Ended with
        {
            Old = RevokedAtSomeTime,
            TimeIsKnown = false,
        }, Revoked, None),
        new("revoked, nobody knows since when, and dating it has failed", Ended with
        {
            Old = RevokedAtSomeTime,
            DatingTried = true,
        }, NeedsAttention, None),
        new("enabled again, and nobody knows since when it was "
            + "revoked", Ended with { Old = RevokedAtSomeTime with { Enabled = true } }, NeedsAttention, None),
        new("revoked, in its grace period", Ended with
        {
            Old = RevokedFor(TimeSpan.FromDays(6)),
        }, Revoked, None, Until: Plain with { CreationDate = Now.AddDays(1) - RotationTimes.OperationTimeout }),
        new("revoked, and its grace period just over", Ended with { Old = RevokedFor(TimeSpan.FromDays(7)) }, Revoked, Delete),
        new("revoked, used since, in its grace period", Ended with
        {
            Old = Revoked8 with { LastUsedDate = Now.AddDays(-6) },
        }, Revoked, None, Until: Plain with { CreationDate = Now.AddDays(1) - RotationTimes.OperationTimeout }),
        new("revoked, without a grace period", Ended with
        {
            Old = RevokedFor(TimeSpan.FromDays(-1)),
            Policy = new RotationPolicy { GracePeriod = TimeSpan.Zero },
        }, Revoked, Delete),
        new("revoked, without a grace period, and not known to every node", Ended with
        {
            Old = RevokedFor(Minute),
            Policy = new RotationPolicy { GracePeriod = TimeSpan.Zero },
            SettlingTime = Minute + Minute,
        }, Revoked, None, Until: After(1)),
        new("revoked, without a grace period, and known to every node", Ended with
        {
            Old = RevokedFor(Minute),
            Policy = new RotationPolicy { GracePeriod = TimeSpan.Zero },
            SettlingTime = Minute,
        }, Revoked, Delete),
        new("revoked, and another run not done with "
            + "it", Ended with { Pending = [Pending("dt0c01.LEFT", 2)] }, Revoked, None, Until: Pending("dt0c01.LEFT", 2)),
        new("revoked, and over", EndedInPipeline, Revoked, Delete),
        new("stored by a dead run, beside the heir of the one that is gone", Gone with
        {
            Heirs = [Later],
            Store = Store(Later.Id, held: NewId),
        }, Pending_, Resume, NewId),
        new("made after a spec file, and one disabled for a day", Missing with
        {
            IsSettled = true,
            LeftBehind = [LeftFor(TimeSpan.FromDays(1))],
        }, Pending_, Collect, Orphan.Id),
        new("disabled of late, of a spec file that nobody gives", Missing with
        {
            MayBegin = false,
            LeftBehind = [LeftFor(Minute)],
            Store = Store("dt0c01.MADE"),
        }, Pending_, None, Until: Pending("dt0c01.Q", -1424)),
        new("disabled of late, of a spec file, and current", Missing with
        {
            LeftBehind = [LeftFor(Minute)],
            Store = Store(Orphan.Id),
        }, Pending_, Reinstate, Orphan.Id),
        new("the mark is long lost, and the old token revoked", Unmarked, Superseded, Commit, NewId),
        new("the mark is long lost, the old token revoked, and the new one too", Unmarked with
        {
            Pending = [Pending(NewId, 9) with { Enabled = false }],
        }, NeedsAttention, None),
        new("marked by a run that slept, and another took the name on", SleptOver, Superseded, Commit, Later.Id),
        new("marked by a run that slept with a token that is gone, and another took the name on",
            SleptOver with { Heirs = [] }, Superseded, Commit, Later.Id),
        new("marked just now, and another took the name on",
            SleptOver with { Old = Superseded2 }, Superseded, None, Until: Pending(NewId, 1)),
        new("marked, and the entry's token has another name", Held(Later with { Name = "other" }), NeedsAttention, None),
        new("marked, and the entry's token is older",
            Held(Later with { CreationDate = Plain.CreationDate }), NeedsAttention, None),
        new("marked, and the entry's token is a stranger's", Held(Later with { Owner = Stranger.Owner }), NeedsAttention, None),
        new("marked, and the entry's token is revoked", Held(Later with { Enabled = false }), NeedsAttention, None),
        new("marked with an overlap long ago, to be promoted from the store", StaleMark, Superseded, Commit, NewId),
        new("marked with an overlap long ago by this run, which "
            + "slept", StaleMark with { Own = Ready with { CommitTried = true } }, Superseded, Commit, NewId),
        new("marked with an overlap just now, to be promoted from the store", Committed with
        {
            Old = Overlapping,
            Store = Store(OldId, held: NewId),
        }, Superseded, Promote, NewId),
        new("the entry is gone since the mark", Committed with { Store = Store(null, held: NewId) }, NeedsAttention, None),
        new("the entry is gone since the mark, which waits for use", UsedAt(Minute) with { Store = Store(null, held: NewId) },
            NeedsAttention, None),
        new("the entry is gone since the mark, and is to be a new one", Committed with
        {
            Store = Store(null, held: NewId),
            Policy = NewEntry,
        }, Superseded, Commit, NewId),
        new("the entry is to be a new one, and the mark waits for use", UsedAt(Minute) with
        {
            Store = Store(null, held: NewId),
            Policy = NewEntry,
        }, Superseded, Promote),
        new("the entry is gone, and may hold what a dead run made", Committed with
        {
            Pending = [New, Orphan],
            Store = Store(null) with { PendingIds = [NewId, Orphan.Id] },
        }, NeedsAttention, None),
        new("dated anew by this run just now, and not known to all", Committed with
        {
            Old = Overlapping,
            Store = Store(OldId, held: NewId),
            MarkIsRenewed = true,
            SettlingTime = Minute + Minute,
        }, Superseded, None, Until: Pending("dt0c01.Q", 14)),
        new("dated anew by this run, and known to all", Committed with
        {
            Old = Overlapping,
            Store = Store(OldId, held: NewId),
            MarkIsRenewed = true,
            SettlingTime = Minute,
        }, Superseded, Promote, NewId),
        new("marked with an overlap long ago, and disabled since", StaleMark with
        {
            Old = StaleMark.Old! with { Enabled = false },
        }, Superseded, Promote, NewId),
        new("marked at a time that nobody knows", Undated, Superseded, Mend),
        new("marked at a time that nobody knows, without an overlap", Undated with
        {
            Old = Undated.Old! with { Name = NameStamp.Superseded(null, NewId).ApplyTo(Base) },
        }, Superseded, Mend),
        new("marked at a time that nobody knows, and this run does not know it either", Undated with { DatingTried = true },
            Superseded, None),
        new("marked at a time that nobody knows, with a token of another name and without a mark", Undated with
        {
            Pending = [],
            Heirs = [New with { Name = "other" }],
        }, NeedsAttention, None),
        new("marked by this run minutes before the answer came",
            Committed with { Old = Overlapping, Written = (Marking, Now + Minute) }, Superseded, Mend),
        new("marked by another run after this one, whose answer took minutes", Committed with
        {
            Old = Overlapping,
            Store = Store(OldId, held: NewId),
            Written = (Marking with { PartnerId = Later.Id }, Now + Minute),
        }, Superseded, Promote),
        new("marked with an overlap, and promoted long after", LatePromotion, Superseded, Mend),
        new("marked with an overlap, promoted long after, and held up",
            LatePromotion with { WasHeldUp = true }, Superseded, Mend),
        new("revoked, and its secret put back into the entry", Ended with { Store = Store(OldId, held: NewId) }, Revoked, Mend),
        new("revoked, and a later one's secret put back into the entry", Ended with
        {
            Heirs = [New with { Name = Base, Enabled = false }, Later],
            Store = Store(NewId, held: Later.Id),
        }, Revoked, Mend),
        new("revoked, and put back into the entry once more", Ended with
        {
            Store = Store(OldId, held: NewId),
            MendTried = true,
        }, NeedsAttention, None),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    // Names of the states and steps that other members here bear too.
    private static RotationState Pending_ => RotationState.Pending;

    private static RotationStep Store_ => RotationStep.Store;

    private static DtToken Later => New with { Id = "dt0c01.LATER", Name = Base };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_rule_that_applies_decides(string name)
    {
        var row = Rows.Single(row => row.Name == name);

        var plan = RotationPlanner.Plan(row.Facts);

        Assert.Equal((row.State, row.Step), (plan.State, plan.Step));
        Assert.Equal(row.Until?.CreationDate + RotationTimes.OperationTimeout, plan.NotBefore);
        if (row.SuccessorId is not null)
        {
            Assert.Equal(row.SuccessorId, plan.Successor?.Id);
        }
    }

    [Fact]
    public void What_is_over_says_how_it_ended()
    {
        Assert.Contains("deleted", RotationPlanner.Plan(Gone with { IsSettled = true }).Reason, StringComparison.Ordinal);
        Assert.Equal(RotationReasons.Made, RotationPlanner.Plan(Missing with { IsSettled = true }).Reason);
    }

    [Fact]
    public void The_overlap_that_a_mark_promises_is_no_grace_period()
    {
        var policy = new RotationPolicy { GraceIsGiven = false };
        var situation = new Situation(Nothing with { Old = Overlapping with { Enabled = false }, Policy = policy });

        Assert.Equal((TimeSpan.FromHours(1), RotationPolicy.DefaultGracePeriod), (situation.Overlap, situation.Grace));
    }

    private static DtToken Pending(string id, double minutesOld) =>
        Plain with
        {
            Id = id,
            Name = NameStamp.Pending("OPER01", OldId).ApplyTo(Base),
            CreationDate = Now.AddMinutes(-minutesOld),
        };

    private static DtToken After(int minutes) =>
        Plain with { CreationDate = Now + TimeSpan.FromMinutes(minutes) - RotationTimes.OperationTimeout };

    // Marked with an overlap of an hour, and the old token used so many minutes after that.
    private static RotationFacts Overlapped(int used, int ago = 61)
    {
        var marked = Now - TimeSpan.FromMinutes(ago);
        var old = Plain with
        {
            Name = NameStamp.Superseded(marked, NewId, TimeSpan.FromHours(1)).ApplyTo(Base),
            ModifiedDate = marked,
            LastUsedDate = marked + TimeSpan.FromMinutes(used),
        };
        var partner = New with { CreationDate = marked - Minute };
        return Committed with { Old = old, Heirs = [partner], Pending = [partner] };
    }

    private static DtToken Used(DtToken token) => token with { LastUsedDate = Now };

    private static DtToken Cut(int length) =>
        New with { Name = NameStamp.Pending("OPER01", OldId).ApplyTo(new string('n', length - (New.Name.Length - Base.Length))) };

    private static DtToken RevokedFor(TimeSpan time) =>
        Plain with { Enabled = false, Name = NameStamp.Revoked(Now - time, NewId).ApplyTo(Base), ModifiedDate = Now - time };

    private static DtToken LeftFor(TimeSpan time) => Orphan with
    {
        Enabled = false,
        Name = NameStamp.LeftBehind(Now - time, OldId, RotationTimes.LeftBehindGrace).ApplyTo(Base),
        ModifiedDate = Now - time,
    };

    private static RotationFacts JustRevoked(RotationFacts facts) => facts with { Old = RevokedFor(Minute + Minute) };

    private static RotationFacts MarkedFor(RotationFacts facts, int minutes) => facts with
    {
        Old = Superseded2 with
        {
            Name = NameStamp.Superseded(Now.AddMinutes(-minutes), NewId).ApplyTo(Base),
            ModifiedDate = Now.AddMinutes(-minutes),
        },
        Heirs = [Pending(NewId, minutes + 1)],
        Pending = [],
    };

    // Marked half an hour ago, and not to be revoked before use is seen; used so long after the operation timeout.
    private static RotationFacts UsedAt(TimeSpan after) => MarkedFor(InPipeline, 30) with
    {
        Old = Superseded2 with
        {
            Name = NameStamp.Superseded(Now.AddMinutes(-30), NewId, needsUse: true).ApplyTo(Base),
            ModifiedDate = Now.AddMinutes(-30),
        },
        Heirs = [Pending(NewId, 31) with { LastUsedDate = Now.AddMinutes(-30) + RotationTimes.OperationTimeout + after }],
    };

    private static RotationFacts Held(DtToken current) =>
        MarkedFor(Committed, 15) with { Store = Store(current.Id) with { Current = current } };

    private static OwnSuccessor Late(OwnSuccessor own) => own with { CreationDate = Now - RotationTimes.CommitWindow };

    private static RotationPolicy Aged(int days) => new() { Scheduled = true, MaximumAge = TimeSpan.FromDays(days) };

    private static RotationPolicy Use(UnusedAction action, int minutes) =>
        new() { Use = new UseRequirement(Minute, TimeSpan.FromMinutes(minutes), action) };

    private static StoreFacts Store(string? current, bool dead = false, bool unreadable = false, string? held = null) =>
        new(current, dead, unreadable, held is null ? [] : [held]);

    /// <param name="Name">What the facts are.</param>
    /// <param name="Facts">The facts.</param>
    /// <param name="State">The state that follows.</param>
    /// <param name="Step">The step that follows.</param>
    /// <param name="SuccessorId">With which token; null where it does not matter.</param>
    /// <param name="Until">A token whose operation times out when the rotation goes on; null where it does not wait.</param>
    private sealed record Row(
        string Name, RotationFacts Facts, RotationState State, RotationStep Step, string? SuccessorId = null,
        DtToken? Until = null);
}

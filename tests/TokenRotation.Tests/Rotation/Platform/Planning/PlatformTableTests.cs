using TokenRotation.Api;
using TokenRotation.Rotation.Planning;
using TokenRotation.Rotation.Platform.Planning;
using TokenRotation.Rotation.Policies;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Tests.Secrets;
using static TokenRotation.RotationState;
using static TokenRotation.RotationStep;

namespace TokenRotation.Tests.Rotation.Platform.Planning;

/// <summary>The planner's tables for platform tokens: facts that make a rule decide, and such as only just do not.</summary>
public sealed class PlatformTableTests
{
    private const string OldId = "dt0s16.OLDTOKEN";
    private const string NewId = "dt0s16.NEWTOKEN";
    private const string OtherId = "dt0s16.OTHERTOK";
    private const string Ours = "ops@example.com";
    private const string Here = "abcde";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = Now.AddDays(20);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly DtToken Old = new()
    {
        Id = OldId,
        Name = "ingest",
        Environment = "urn:dtaccount:x",
        Owner = Ours,
        CreationDate = Now.AddDays(-70),
        ModifiedDate = Now.AddDays(-70),
        ExpirationDate = Until,
        Scopes = ["app-engine:apps:run"],
    };

    private static readonly DtToken Leased = Born(NewId, 1);
    private static readonly DtToken LeaseIsOver = Born(NewId, 60);
    private static readonly DtToken Extended = Committed(NewId, 10);
    private static readonly OwnSuccessor Made =
        new() { Operation = "OPER01", Id = NewId, Token = NewToken.Classic(), Name = "ingest", CreationDate = Now - Minute };
    private static readonly OwnSuccessor Listed = Made with { Listed = true };
    private static readonly OwnSuccessor Stored = Listed with { StoreTried = true, Stored = true };
    private static readonly OwnSuccessor Ready = Stored with { Verified = true, Rechecked = true };

    private static readonly RotationFacts Nothing = new()
    {
        OldId = OldId,
        Old = Old,
        Place = Here,
        Policy = new RotationPolicy { OverlapIsGiven = false, GraceIsGiven = false },
        Caller = new DtToken { Id = "dt0s02.CLIENT", Environment = "urn:dtaccount:x" },
        Capabilities = ApiCapabilities.Platform,
        Store = Store(OldId),
        Now = Now,
        MayBegin = true,
    };

    private static readonly RotationFacts InHand = Nothing with { Own = Listed, Line = [Leased] };
    private static readonly RotationFacts InStore = Nothing with { Line = [Extended], Store = Store(OldId, NewId) };
    private static readonly RotationFacts Promoted = Nothing with { Line = [Extended], Store = Store(NewId, NewId) };
    private static readonly RotationFacts InPipeline = Nothing with
    {
        Store = null,
        Place = NameStamp.Pipeline,
        Line = [Extended with { Name = Mark(NameStamp.Pipeline).ApplyTo("ingest") }],
    };

    private static readonly RotationFacts Ending = Promoted with { Old = Old with { ExpirationDate = Now + Day } };
    private static readonly RotationFacts Ended =
        Promoted with { Old = Old with { ExpirationDate = Now.AddDays(-8) }, Line = [Committed(NewId, 9 * 1440)] };
    private static readonly RotationFacts Missing =
        Nothing with { OldId = NewTokenKey.Of("x"), NewName = "x", Old = null, Store = Store(null) };
    private static readonly RotationFacts Leak = Nothing with { Policy = new RotationPolicy { Compromised = true } };

    private static readonly Row[] Rows =
    [
        // Nothing is committed.
        new("named", Nothing, Due, Create),
        new("named without a word that it may begin", Nothing with { MayBegin = false }, Due, None),
        new("refused", Nothing with { Refusal = "No." }, Refused, None),
        new("expired", Nothing with { Old = Old with { ExpirationDate = Now } }, Refused, None),
        new("inactive", Nothing with { Old = Old with { Enabled = false } }, Refused, None),
        new("no room", Nothing with { HasRoom = false }, Due, None),
        new("another's entry", Nothing with { Store = Store("dt0s16.STRANGER") }, NeedsAttention, None),
        new("an entry that nobody reads", Nothing with { Store = Store(null) }, NeedsAttention, None),
        new("a new entry", Nothing with { Store = Store(null), Policy = new RotationPolicy { NewEntry = true } }, Due, Create),
        new("not due", Nothing with
        {
            Policy = new RotationPolicy { Scheduled = true, ExpiringWithin = Day },
        }, NotDue, None, Until: Until - Day),
        new("is leased itself", Nothing with
        {
            Old = Leased with { Id = OldId, Name = Mark(Here, "dt0s16.BEFORE12").ApplyTo("x") },
        }, Refused, None),
        new("in hand, not listed", InHand with { Own = Made, Line = [] }, Pending, Elect),
        new("in hand, listed, and gone", InHand with { Line = [] }, NeedsAttention, None),
        new("in hand, to be stored", InHand, Pending, RotationStep.Store),
        new("in hand, to be proved", InHand with { Own = Stored }, Pending, Verify),
        new("in hand, in a pipeline", InHand with { Store = null }, Pending, Verify),
        new("in hand, proved", InHand with { Own = Stored with { Verified = true } }, Pending, Recheck),
        new("in hand, to be extended", InHand with { Own = Ready }, Pending, Commit, NewId),
        new("in hand, and another elected", InHand with { Line = [Born(OtherId, 2), Leased] }, Pending, Withdraw),
        new("in hand, stored, and another elected", InHand with
        {
            Own = Stored,
            Line = [Born(OtherId, 2), Leased],
        }, Pending, None, Until: Leased.ExpirationDate),
        new("in hand, and the earlier one is inactive", InHand with
        {
            Line = [Born(OtherId, 2) with { Enabled = false }, Leased],
        }, Pending, RotationStep.Store),
        new("in hand, and the earlier one is a stranger's", InHand with
        {
            Line = [Born(OtherId, 2) with { Owner = "stranger@example.com" }, Leased],
        }, Pending, RotationStep.Store),
        new("in hand, half of the lease over", InHand with
        {
            Own = Ready with { CreationDate = Now.AddMinutes(-30) },
            Line = [Born(NewId, 30)],
        }, Pending, None, Until: Now.AddMinutes(30)),
        new("in hand, not quite half of the lease over", InHand with
        {
            Own = Ready with { CreationDate = Now.AddMinutes(-29) },
            Line = [Born(NewId, 29)],
        }, Pending, Commit, NewId),
        new("in hand, and another committed", InHand with { Line = [Committed(OtherId, 2), Leased] }, Pending, Withdraw),
        new("in hand, and the old one gone", InHand with { Old = null }, Pending, Withdraw),
        new("left, its lease over", Nothing with { Line = [LeaseIsOver] }, Pending, Collect, NewId),
        new("left, its lease all but over", Nothing with { Line = [Born(NewId, 59)] }, Pending, None, Until: Now + Minute),
        new("left, its lease over by one clock only", Nothing with
        {
            Line = [LeaseIsOver],
            Earliest = Now - Minute,
        }, Pending, None, Until: Now),
        new("left, and in use", Nothing with { Line = [Born(NewId, 120) with { LastUsedDate = Now }] }, NeedsAttention, None),
        new("not extended, and what the store holds", Nothing with
        {
            Line = [LeaseIsOver],
            Store = Store(NewId),
        }, NeedsAttention, None),
        new("stored by a dead run", Nothing with { Line = [Leased], Store = Store(OldId, NewId) }, Pending, Resume, NewId),
        new("stored by a dead run, too late", Nothing with
        {
            Line = [Born(NewId, 30)],
            Store = Store(OldId, NewId),
        }, Pending, None, Until: Now.AddMinutes(30)),
        new("another run", Nothing with { Line = [Leased] }, Pending, None, Until: Leased.ExpirationDate),
        new("nobody knows when it was made", Nothing with { Line = [Leased with { CreationDate = null }] }, NeedsAttention, None),
        new("undone", Nothing with { Line = [Extended with { Enabled = false, ModifiedDate = Now }] }, Due, Create),
        new("undone, and nothing may begin", Nothing with
        {
            MayBegin = false,
            Line = [Extended with { Enabled = false, ModifiedDate = Now }],
        }, Pending, None, Until: Now.AddDays(7)),
        new("undone a week ago", Nothing with
        {
            Line = [Committed(NewId, 14400) with { Enabled = false, ModifiedDate = Now.AddDays(-7) }],
        }, Pending, Collect, NewId),

        // A leak.
        new("leaked", Leak, Due, RevokeFirst),
        new("leaked, and expired by one clock only", Leak with
        {
            Old = Old with { ExpirationDate = Now },
            Earliest = Now - Minute,
        }, Due, RevokeFirst),
        new("leaked, and inactive", Leak with { Old = Old with { Enabled = false } }, Due, Create),
        new("leaked, and in the hands of another run", Leak with
        {
            Old = Old with { Enabled = false },
            Line = [Leased],
        }, Pending, None, Until: Leased.ExpirationDate),
        new("leaked, to be promoted", Leak with
        {
            Old = Old with { Enabled = false },
            Line = [Extended],
            Store = Store(OldId, NewId),
        }, Revoked, Promote, NewId),
        new("leaked, to be ended", Leak with
        {
            Old = Old with { Enabled = false },
            Line = [Extended],
            Store = Store(NewId),
        }, Revoked, Revoke, NewId),

        // Committed.
        new("committed, to be promoted", InStore, Superseded, Promote, NewId),
        new("committed by another run just now, and not in this store", InStore with
        {
            Store = Store(OldId),
        }, Superseded, None, Until: Extended.CreationDate + TimeSpan.FromHours(1)),
        new("committed, and not in this store", InStore with
        {
            Line = [Committed(NewId, 61)],
            Store = Store(OldId),
        }, NeedsAttention, None),
        new("committed, and the entry is another's", InStore with
        {
            Store = Store("dt0s16.STRANGER", NewId),
        }, NeedsAttention, None),
        new("committed, and expired", InStore with
        {
            Line = [Committed(NewId, 1440, Day)],
        }, Refused, None, Facts: facts => facts with { Old = Old with { Enabled = false } }),
        new("committed for another place", InStore with
        {
            Place = "zzzzz",
            Store = Store(OldId),
        }, Superseded, None, Until: Extended.CreationDate + Minute + Day),
        new("committed for another place, and completed", InStore with
        {
            Place = "zzzzz",
            Store = Store(OldId),
            Policy = new RotationPolicy { Arrived = true },
        }, Superseded, Revoke, NewId),
        new("promoted", Promoted, Superseded, Revoke, NewId),
        new("promoted, and the old one touched since", Promoted with
        {
            Old = Old with { ModifiedDate = Now },
        }, NeedsAttention, None),
        new("promoted, and completed", Promoted with
        {
            Old = Old with { ModifiedDate = Now },
            Policy = new RotationPolicy { Arrived = true },
        }, Superseded, Revoke, NewId),
        new("promoted, and inactive", Promoted with
        {
            Line = [Extended with { Enabled = false }],
        }, Superseded, Mend, NewId),
        new("promoted, and inactive, and the old secret cannot be put back", Promoted with
        {
            MendTried = true,
            Line = [Extended with { Enabled = false }],
        }, NeedsAttention, None),
        new("promoted by this run, and the old secret is there again", Promoted with
        {
            PromotedAt = Now,
            Own = Ready,
            Store = Store(OldId),
        }, Superseded, None),
        new("promoted, and use to be seen", Promoted with { Line = [InUse(null)] }, Superseded, None),
        new("promoted, and used by its own run", Promoted with { Line = [InUse(Now.AddMinutes(-40))] }, Superseded, None),
        new("promoted, and used", Promoted with { Line = [InUse(Now)] }, Superseded, Revoke, NewId),
        new("promoted, and the old one ends by itself before", Promoted with
        {
            Old = Old with { ExpirationDate = Now + Minute },
            Line = [Extended with { Name = (Mark(Here) with { Until = Now + Minute }).ApplyTo("x") }],
        }, Superseded, None, Until: Now + Minute),
        new("promoted, and another committed for another place", Promoted with
        {
            Line = [Extended, Committed(OtherId, 9, place: "zzzzz")],
        }, NeedsAttention, None),
        new("promoted, and another committed for this place", Promoted with
        {
            Line = [Extended, Committed(OtherId, 9)],
        }, Superseded, Revoke, NewId),
        new("promoted, and another committed for this place long ago", Promoted with
        {
            Line = [Committed(NewId, 70), Committed(OtherId, 69)],
        }, Superseded, Collect, OtherId),
        new("promoted is the later of two", Promoted with
        {
            Line = [Committed(OtherId, 71), Committed(NewId, 70)],
        }, Superseded, Collect, OtherId),
        new("ending", Ending, Superseded, None, Until: Now + Day),
        new("ending, and shortened", Ending with
        {
            Policy = new RotationPolicy { Force = true },
        }, Superseded, Revoke, NewId),
        new("ended", Ending with
        {
            Old = Old with { ExpirationDate = Now - Minute },
        }, Revoked, None, Until: Now - Minute + TimeSpan.FromDays(7)),
        new("ended, its grace over", Ended, Revoked, Delete, NewId),
        new("ended, its grace over, and another one left behind since", Ended with
        {
            Line = [.. Ended.Line, Committed(OtherId, 9 * 1440) with { Enabled = false, ModifiedDate = Now - Minute }],
        }, Revoked, None, Until: Now - Minute + TimeSpan.FromDays(7)),
        new("ended by one clock only, without grace", Ended with
        {
            Old = Old with { ExpirationDate = Now - Minute },
            Earliest = Now - Minute - Minute,
            Line = [Committed(NewId, 9 * 1440) with { Name = (Mark(Here) with { Grace = TimeSpan.Zero }).ApplyTo("x") }],
        }, Revoked, None, Until: Now - Minute),
        new("ended, and the store fell back", Ended with { Store = Store(OldId) }, NeedsAttention, None),
        new("ended, and the new one inactive", Ended with
        {
            Line = [Ended.Line[0] with { Enabled = false }],
        }, NeedsAttention, None),
        new("ended, and the new one replaced", Ended with
        {
            Line =
            [
                Ended.Line[0] with { ExpirationDate = Now - Minute },
                Committed(OtherId, 100) with { Name = Mark(Here, NewId).ApplyTo("x") },
            ],
            Store = Store(OtherId),
        }, Revoked, Delete, NewId),
        new("ended, and an older one first", Ended with { OlderId = "dt0s16.OLDERONE" }, Revoked, None),
        new("handed over by nobody knows whom", InPipeline, NeedsAttention, None),
        new("to be handed over", InPipeline with { Own = Ready }, Superseded, HandOver),
        new("to be handed over, and another run's committed as well", InPipeline with
        {
            Own = Ready,
            Line = [.. InPipeline.Line, Committed(OtherId, 10, place: NameStamp.Pipeline)],
        }, Superseded, Withdraw),
        new("handed over", InPipeline with { Own = Ready with { HandedOver = true } }, Superseded, None),
        new("arrived", InPipeline with { Policy = new RotationPolicy { Arrived = true } }, Superseded, Revoke, NewId),

        // Without an old token.
        new("missing", Missing, Due, Create),
        new("missing, and not asked for", Missing with { MayBegin = false }, Due, None),
        new("missing, and no room", Missing with { HasRoom = false }, Due, None),
        new("missing, made, and to be extended", Missing with { Own = Ready, Line = [OfNew(Leased)] }, Pending, Commit, NewId),
        new("missing, extended, and to be promoted", Missing with
        {
            Own = Ready,
            Line = [OfNew(Extended)],
        }, Superseded, Promote, NewId),
        new("missing, and its entry is taken", Missing with
        {
            Own = Ready,
            Line = [OfNew(Leased)],
            Store = Store("dt0s16.STRANGER"),
        }, NeedsAttention, None),
        new("made", Missing with { Own = Ready, Line = [OfNew(Extended)], Store = Store(NewId) }, NotDue, None),
        new("gone", Nothing with { Old = null }, Removed, None),
        new("gone, and its successor in its place", Promoted with { Old = null }, Removed, None),
        new("gone, and its successor to be promoted", InStore with { Old = null }, Superseded, Promote, NewId),
        new("gone, and something left", Promoted with
        {
            Old = null,
            Line = [Extended, Born(OtherId, 60)],
        }, Pending, Collect, OtherId),
        new("gone, and something left by nobody knows whom", Nothing with { Old = null, Line = [LeaseIsOver] }, Removed, None),
        new("gone, and a stranger's left", Promoted with
        {
            Old = null,
            Line = [Extended, Born(OtherId, 60) with { Owner = "stranger@example.com" }],
        }, Removed, None),
        new("no time, and nothing is made", Nothing with { TimeIsKnown = false }, Due, None),
        new("no time, and no end is set", Promoted with { TimeIsKnown = false }, Superseded, None),
        new("a leak that has no near expiry", Leak with
        {
            Old = Old with { Enabled = false, ExpirationDate = Now + Day, ModifiedDate = Now },
            Line = [Extended],
            Store = Store(NewId, NewId),
        }, Revoked, None),
        new("a leak in a pipeline whose new secret has arrived", InPipeline with
        {
            Old = Old with { Enabled = false },
            Policy = new RotationPolicy { Arrived = true, OverlapIsGiven = false, GraceIsGiven = false },
        }, Revoked, Revoke, NewId),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_rule_decides_by_its_facts(string name)
    {
        var row = Rows.Single(row => row.Name == name);
        var facts = row.Facts?.Invoke(row.Known) ?? row.Known;
        var plan = PlatformPlanner.Plan(facts);

        Assert.True((row.State, row.Step) == (plan.State, plan.Step), $"{plan}");
        Assert.True(row.SuccessorId is null || row.SuccessorId == plan.Successor?.Id, $"{plan}");
        Assert.True(row.Until is null || row.Until == plan.NotBefore, $"{plan.NotBefore:O} {plan}");
    }

    private static LineageMark Mark(string place, string oldId = OldId) => new(oldId, "OPER01", place)
    {
        Overlap = Day,
        Grace = TimeSpan.FromDays(7),
        Until = Until,
    };

    private static DtToken Born(string id, double minutes) => Old with
    {
        Id = id,
        Name = Mark(Here).ApplyTo("ingest"),
        CreationDate = Now.AddMinutes(-minutes),
        ModifiedDate = Now.AddMinutes(-minutes),
        ExpirationDate = Now.AddMinutes(60 - minutes),
    };

    private static DtToken Committed(string id, double minutes, TimeSpan? life = null, string place = Here) =>
        Born(id, minutes) with
        {
            Name = Mark(place).ApplyTo("ingest"),
            ModifiedDate = Now.AddMinutes(1 - minutes),
            ExpirationDate = Now.AddMinutes(-minutes) + (life ?? TimeSpan.FromDays(90)),
        };

    private static DtToken InUse(DateTimeOffset? used) => Committed(NewId, 50) with
    {
        Name = (Mark(Here) with { NeedsUse = true }).ApplyTo("ingest"),
        LastUsedDate = used,
    };

    private static DtToken OfNew(DtToken token) => token with { Name = Mark(Here, NewTokenKey.Of("x")).ApplyTo("x") };

    private static StoreFacts Store(string? current, string? held = null) =>
        new(current, CurrentIsDead: false, Unreadable: false, held is null ? [] : [held]);

    /// <param name="Name">What the facts are.</param>
    /// <param name="Known">The facts.</param>
    /// <param name="State">The state that follows.</param>
    /// <param name="Step">The step that follows.</param>
    /// <param name="SuccessorId">With which token; null where it does not matter.</param>
    /// <param name="Until">When the rotation goes on; null where it does not matter.</param>
    /// <param name="Facts">What is different.</param>
    private sealed record Row(
        string Name, RotationFacts Known, RotationState State, RotationStep Step, string? SuccessorId = null,
        DateTimeOffset? Until = null, Func<RotationFacts, RotationFacts>? Facts = null);
}

using TokenRotation.Rotation.Stamps;
using TokenRotation.Simulation;

namespace TokenRotation.Tests.Rotation.Stamps;

public sealed class NameStampTests
{
    private const string Old = "dt0c01.ST2EY72KQINMH574WMNVI7YN";
    private const string OldFormat = "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));

    public static TheoryData<object, string> Written => new()
    {
        { NameStamp.Pending("OPER01", Old), $"[dtr pending OPER01 of {Old} @-]" },
        { NameStamp.Pending("OPER01", Old, "abc27"), $"[dtr pending OPER01 of {Old} @abc27]" },
        { NameStamp.Superseded(At, Old, TimeSpan.FromHours(36), needsUse: true), "[dtr superseded 20260102T010405Z+36hu by "
            + $"{Old}]" },
        { NameStamp.Revoked(At, Old, TimeSpan.FromDays(7)), $"[dtr revoked 20260102T010405Z+7d by {Old}]" },
        { NameStamp.Revoked(At, Old, TimeSpan.FromSeconds(90)), $"[dtr revoked 20260102T010405Z+90s by {Old}]" },
        { NameStamp.LeftBehind(At, Old, TimeSpan.FromMinutes(90)), $"[dtr revoked 20260102T010405Z+90m of {Old}]" },
        { NameStamp.Superseded(At, Old), $"[dtr superseded 20260102T010405Z by {Old}]" },
        { NameStamp.Superseded(null, Old, TimeSpan.FromHours(2), needsUse: true), $"[dtr superseded ?+2hu by {Old}]" },
        { NameStamp.Superseded(null, Old), $"[dtr superseded ? by {Old}]" },
        { NameStamp.Revoked(At, Old), $"[dtr revoked 20260102T010405Z by {Old}]" },
        { NameStamp.Revoked(null, Old), $"[dtr revoked ? by {Old}]" },
        { NameStamp.Revoked(null, Old, TimeSpan.FromDays(7)), $"[dtr revoked ?+7d by {Old}]" },
        { NameStamp.Revoked(At, null), "[dtr revoked 20260102T010405Z]" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_stamp_stands_at_the_end_of_a_name_and_is_read_from_there(object what, string text)
    {
        var stamp = (NameStamp)what;
        Assert.Equal("ingest " + text, stamp.ApplyTo("ingest"));
        Assert.Equal(text, stamp.ApplyTo(string.Empty));

        var (name, read) = NameStamp.Read("ingest " + text);

        Assert.Equal("ingest", name);
        Assert.Equal((stamp.Kind, stamp.PartnerId, stamp.Operation), (read!.Kind, read.PartnerId, read.Operation));
        Assert.Equal(
            (stamp.Span, stamp.NeedsUse, stamp.Place, stamp.OriginId), (read.Span, read.NeedsUse, read.Place, read.OriginId));
        Assert.Equal(stamp.At is null ? null : new DateTimeOffset(2026, 1, 2, 1, 4, 5, TimeSpan.Zero), read.At);
        Assert.Equal((string.Empty, read), NameStamp.Read(text));
    }

    [Theory]
    [InlineData("a [dtr revoked 20260102T030405Z] [dtr revoked 20260102T030406Z]", "a [dtr revoked 20260102T030405Z]")]
    [InlineData("a [b] [dtr revoked 20260102T030406Z]", "a [b]")]
    [InlineData("a[dtr revoked 20260102T030406Z]", "a")]
    [InlineData("a  [dtr revoked 20260102T030406Z]", "a ")]
    [InlineData(" [dtr revoked 20260102T030406Z]", "")]
    [InlineData("a\nb [dtr revoked 20260102T030406Z]", "a\nb")]
    public void The_last_of_what_looks_like_stamps_is_the_stamp(string name, string baseName)
    {
        var (read, stamp) = NameStamp.Read(name);

        Assert.Equal(baseName, read);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero), stamp?.At);
    }

    [Theory]
    [InlineData("")]
    [InlineData("]")]
    [InlineData("ingest")]
    [InlineData("ingest [dtr pending OPER01 of dt0c01.OLD @-] ")]
    [InlineData("ingest [dtr pending OPER01 of dt0c01.OLD @-] by me")]
    [InlineData("ingest [dtr pending OPR of dt0c01.OLD @-]")]
    [InlineData("ingest [dtr pending OPER01 of dt0c01.OLD]")]
    [InlineData("ingest [dtr pending OPER01 of dt0c01.OLD @abcdef]")]
    [InlineData("ingest [dtr revoked 20260102T030405Z+9999d by dt0c01.NEW]")]
    [InlineData("ingest [dtr revoked 20260102T030405Z+367d]")]
    [InlineData("ingest [dtr revoked 20260102T030405Z by ../x]")]
    [InlineData("ingest [dtr superseded 20260102T030405Z by ..]")]
    [InlineData("ingest [dtr pending OPER01]")]
    [InlineData("ingest [dtr superseded 20260102T030405Z]")]
    [InlineData("ingest [dtr superseded 20261302T030405Z by dt0c01.NEW]")]
    [InlineData("ingest [dtr revoked 2026-01-02]")]
    [InlineData("ingest [DTR revoked 20260102T030405Z]")]
    public void What_is_no_stamp_is_part_of_the_name(string name) => Assert.Equal((name, null), NameStamp.Read(name));

    [Fact]
    public void A_name_may_have_lines() =>
        Assert.Equal("in\ngest", NameStamp.Read(NameStamp.Pending("OPER01", Old).ApplyTo("in\ngest")).BaseName);

    [Fact]
    public void Only_the_last_stamp_counts()
    {
        var first = NameStamp.Pending("OPER01", Old).ApplyTo("ingest");

        var (name, stamp) = NameStamp.Read(NameStamp.Revoked(At, null).ApplyTo(first));

        Assert.Equal((first, StampKind.Revoked), (name, stamp!.Kind));
    }

    [Fact]
    public void A_name_is_cut_to_make_room_and_the_stamp_is_not()
    {
        var stamp = NameStamp.Revoked(At, null);
        var room = NameStamp.MaximumNameLength - stamp.ToString().Length - 1;

        Assert.True(stamp.Fits(new string('n', room)));
        Assert.False(stamp.Fits(new string('n', room + 1)));
        Assert.Equal(new string('n', room) + " " + stamp, stamp.ApplyTo(new string('n', room)));
        Assert.Equal(new string('n', room) + " " + stamp, stamp.ApplyTo(new string('n', room + 1)));
    }

    [Fact]
    public void A_name_is_not_cut_within_a_character()
    {
        var stamp = NameStamp.Revoked(At, null);
        var room = NameStamp.MaximumNameLength - stamp.ToString().Length - 1;

        var cut = stamp.ApplyTo(new string('n', room - 1) + "\U0001F511" + "n");

        Assert.Equal(new string('n', room - 1) + " " + stamp, cut);
    }

    [Theory]
    [InlineData(Old)]
    [InlineData(OldFormat)]
    public void Names_up_to_the_limit_are_cut_by_no_stamp_before_the_hand_over(string old)
    {
        var name = new string('n', NameStamp.LongestWholeName);

        Assert.True(NameStamp.Pending(OperationId.Next(), old, "abc27").Fits(name));
    }

    [Fact]
    public void A_cut_name_is_given_back_by_the_other_token_of_the_pair()
    {
        var whole = new string('n', 60);
        var cut = whole[..30];

        Assert.Equal(whole, NameStamp.WholeName(cut, Named(whole)));
        Assert.Equal(whole[..34], NameStamp.WholeName(cut, Named(NameStamp.Pending("OPER01", Old).ApplyTo(whole[..34]))));
    }

    [Fact]
    public void What_the_longest_stamp_leaves_of_a_name_may_have_been_cut()
    {
        var whole = new string('n', 60);
        var (cut, _) = NameStamp.Read(
            NameStamp.Superseded(At, new string('i', 36), TimeSpan.FromMinutes(527_039), needsUse: true).ApplyTo(whole));

        Assert.Equal(whole, NameStamp.WholeName(cut, Named(whole)));
        Assert.Equal(cut[1..], NameStamp.WholeName(cut[1..], Named(whole)));
    }

    [Fact]
    public void A_name_too_short_to_have_been_cut_or_another_one_is_left_as_it_is()
    {
        var cut = new string('n', 30);

        Assert.Equal("ingest", NameStamp.WholeName("ingest", Named("ingest and more")));
        Assert.Equal(cut, NameStamp.WholeName(cut, Named("another")));
        Assert.Equal(cut, NameStamp.WholeName(cut, null));
    }

    private static DtToken Named(string name) => new() { Id = "dt0c01.NEW", Name = name, Environment = World.Environment };
}

using TokenRotation.Rotation.Platform;
using TokenRotation.Rotation.Stamps;
using TokenRotation.Text;

namespace TokenRotation.Tests.Rotation.Stamps;

public sealed class LineageMarkTests
{
    private static readonly LineageMark Mark = new("dt0s16.TYUHJKNM", "OPER234567", "abc27")
    {
        Overlap = TimeSpan.FromDays(2),
        NeedsUse = true,
        Grace = TimeSpan.FromDays(30),
        Until = new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void A_name_says_what_others_must_respect() => Assert.Equal(
        "ingest [dtr of TYUHJKNM OPER234567 @abc27 +2d" + "u+30d until 20270301]", Mark.ApplyTo("ingest"));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(86400, 604800, true)]
    [InlineData(90, 3600, false)]
    public void What_is_written_is_read(int overlap, int grace, bool needsUse)
    {
        foreach (var until in new DateTimeOffset?[] { null, new(2027, 3, 1, 10, 11, 12, TimeSpan.Zero), Mark.Until })
        {
            var mark = Mark with
            {
                Overlap = TimeSpan.FromSeconds(overlap),
                Grace = TimeSpan.FromSeconds(grace),
                NeedsUse = needsUse,
                Until = until,
                Lease = needsUse ? PlatformTimes.LongLease : PlatformTimes.Lease,
                Life = overlap == 0 ? null : TimeSpan.FromDays(needsUse ? 90 : 400),
            };

            Assert.Equal(mark, LineageMark.Read(mark.ApplyTo("a name [dtr ] of mine")));
        }
    }

    [Fact]
    public void A_spec_files_token_and_one_of_another_shape_are_named_in_full()
    {
        var key = NewTokenKey.Of("ingest");

        Assert.Equal(key, LineageMark.Read((Mark with { OldId = key }).ApplyTo("x"))!.OldId);
        Assert.Equal("dt0s16.abc", LineageMark.Read((Mark with { OldId = "dt0s16.abc" }).ApplyTo("x"))!.OldId);
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +2d+30d until 20271301]")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +999d+30d until never]")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +2d+30d until never lease 8d]")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +2d+30d until never for 1h]")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +2d+30d until never for 9999d]")]
    [InlineData("ingest [dtr of ../x OPER @abc27 +2d+30d until never]")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +2d until never]")]
    [InlineData("ingest [dtr of TYUHJKNM OPER @abc27 +2d+30d until never] ")]
    public void What_is_no_mark_is_read_as_none(string name) => Assert.Null(LineageMark.Read(name));

    [Fact]
    public void A_mark_is_no_stamp_and_no_part_of_the_name()
    {
        var (baseName, stamp) = NameStamp.Read(Mark.ApplyTo("ingest"));

        Assert.Null(stamp);
        Assert.Equal("ingest", baseName);
        Assert.Equal("ingest", TokenName.WithoutNote(Mark.ApplyTo("ingest")));
        Assert.Null(LineageMark.Read(NameStamp.Pending("OPER", "dt0c01.OLD").ApplyTo("ingest")));
    }

    [Fact]
    public void The_longest_mark_has_room_behind_the_longest_name()
    {
        var longest = Mark with
        {
            OldId = NewTokenKey.Of("x"),
            Operation = OperationId.Next(),
            Overlap = TimeSpan.FromDays(366) - TimeSpan.FromMinutes(1),
            Grace = TimeSpan.FromDays(366) - TimeSpan.FromMinutes(1),
            Until = new DateTimeOffset(2027, 3, 1, 10, 11, 12, TimeSpan.Zero),
            Lease = TimeSpan.FromMinutes(61),
            Life = StampedSpan.LongestLife - TimeSpan.FromMinutes(1),
        };
        var name = longest.ApplyTo(new string('x', LineageMark.LongestBaseName));

        Assert.InRange(name.Length, 1, LineageMark.MaximumNameLength);
        Assert.Equal(longest, LineageMark.Read(name));
    }
}

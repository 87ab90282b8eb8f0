using System.Text;
using TokenRotation.Reports.Csv;
using TokenRotation.Reports.Inventories;
using static TokenRotation.Tests.Reports.ReportScene;

namespace TokenRotation.Tests.Reports.Inventories;

public sealed class InventoryTests
{
    [Fact]
    public void What_was_written_is_read_back()
    {
        var inventory = InventoryOf(
            Sound(),
            Sound("dt0c01.B") with { Name = "x [dtr superseded 20261126T120000Z by dt0c01.SOUND]", ExpirationDate = null });
        using var stream = new MemoryStream();
        InventoryFile.Write(stream, inventory, []);

        var read = InventoryFile.Read(new MemoryStream(stream.ToArray()), "x.json");

        Assert.Equal(inventory.Environments, read.Environments);
        Assert.Equal(inventory.Tokens.Select(token => (token.Token.ToString(), token.Rotation, token.Token.ExpirationDate)),
            read.Tokens.Select(token => (token.Token.ToString(), token.Rotation, token.Token.ExpirationDate)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format\":\"other\"}")]
    [InlineData("{\"format\":\"TokenRotation inventory\",\"version\":2}")]
    [InlineData("{\"format\":\"TokenRotation inventory\",\"version\":1,\"environments\":[{}],\"tokens\":[]}")]
    public void Another_file_is_refused_with_its_path(string text)
    {
        var failure = Assert.Throws<ReportFileException>(
            () => InventoryFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.json"));

        Assert.Contains("x.json", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_inventories_the_later_one_decides_token_by_token()
    {
        var early = InventoryOf(Sound(), Sound("dt0c01.B")) with { Written = Now.AddDays(-1) };
        var late = InventoryOf(Sound() with { Name = "later" });

        var merged = Inventory.Merge([early, late]);

        Assert.Equal(["later", "sound"], merged.Tokens.Select(token => token.Token.Name));
        Assert.Single(merged.Environments);
    }

    [Fact]
    public void Changes_are_new_gone_changed_and_rotated()
    {
        var before = InventoryOf(Sound("dt0c01.A"), Sound("dt0c01.B"), Sound("dt0c01.OLD") with
        {
            Name = "rotates",
        }, Sound("dt0c01.GONE") with { Name = "gone" });
        var now = InventoryOf(Sound("dt0c01.A"), Sound("dt0c01.B") with
        {
            Enabled = false,
        }, Sound("dt0c01.NEW") with { Name = "fresh" }, Sound("dt0c01.NEXT") with { Name = "rotates" });

        var changes = new InventoryChanges(before, now);

        Assert.Equal(
            [ChangeKind.Same, ChangeKind.Changed, ChangeKind.New, ChangeKind.Rotated],
            now.Tokens.Select(token => changes.Of(token).Kind));
        Assert.Equal("dt0c01.OLD", changes.Of(now.Tokens[3]).Details);
        Assert.Equal(["dt0c01.OLD", "dt0c01.GONE"], changes.Gone.Select(token => token.Token.Id));
    }

    [Fact]
    public void A_successor_outside_the_list_is_no_reason_for_alarm_and_one_that_is_gone_is()
    {
        var old = Sound() with { Name = "x [dtr superseded 20261126T120000Z by dt0c01.NEW]" };
        var partners = new Partners([old]);

        Assert.Equal(RotationStage.Superseded, RotationStandings.Of(old, partners, Now, TimeSpan.FromDays(7)).Stage);

        partners.Learn(Url, "dt0c01.NEW", null);
        Assert.Equal(RotationStage.NeedsAttention, RotationStandings.Of(old, partners, Now, TimeSpan.FromDays(7)).Stage);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("  =1")]
    [InlineData("\u202E=1")]
    public void No_field_of_a_CSV_is_a_formula(string name)
    {
        using var stream = new MemoryStream();
        TokenTables.WriteTokens(stream, InventoryOf(Sound() with { Name = name }), []);

        Assert.Contains(",\"'", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }
}

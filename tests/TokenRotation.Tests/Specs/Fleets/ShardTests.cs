using System.Globalization;
using TokenRotation.Specs.Fleets;

namespace TokenRotation.Tests.Specs.Fleets;

public class ShardTests
{
    private const int Environments = 10_000;

    // Computed by a program that shares nothing with this one.
    private static readonly int[] Known = [5, 4, 6];

    private static readonly string[] Ids = [.. Enumerable.Range(0, Environments).Select(Id)];

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(37)]
    public void Every_environment_is_in_exactly_one_share(int count) =>
        Assert.All(Ids, id => Assert.Single(Shares(count), shard => shard.Holds(id)));

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void No_share_has_much_more_than_its_part(int count)
    {
        var sizes = Shares(count).Select(shard => Ids.Count(shard.Holds)).ToList();

        // Five standard deviations of a fair draw.
        var fair = (double)Environments / count;
        Assert.All(sizes, size => Assert.InRange(size, fair - (5 * Math.Sqrt(fair)), fair + (5 * Math.Sqrt(fair))));
    }

    [Fact]
    public void One_share_more_takes_its_part_from_the_others_and_moves_nothing_else()
    {
        var (before, after) = (ShareOf(10), ShareOf(11));

        var moved = Ids.Where(id => before[id] != after[id]).ToList();

        Assert.All(moved, id => Assert.Equal(11, after[id]));
        // A fair part is 909 of 10 000; whoever counts modulo the number of shares moves 9 090.
        Assert.InRange(moved.Count, 760, 1060);
    }

    [Fact]
    public void The_share_of_an_environment_is_the_same_for_ever()
    {
        // A release that changed these would move environments between runs that are under way.
        string[] ids = ["abc12345", "def67890", "7f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61"];

        Assert.Equal(Known, ids.Select(id => Shares(10).Single(shard => shard.Holds(id)).Number));
        Assert.Equal(Known, ids.Select(id => Shares(10).Single(shard => shard.Holds(id.ToUpperInvariant())).Number));
    }

    [Fact]
    public void A_share_is_read_as_it_is_written()
    {
        Assert.Equal(new Shard(3, 10), Shard.Parse("3/10"));
        Assert.Equal("3/10", new Shard(3, 10).ToString());
        Assert.True(Shard.Parse("1/1").Holds("abc12345"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("0/10")]
    [InlineData("11/10")]
    [InlineData("-1/10")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    [InlineData("1/1000000")]
    public void What_is_no_share_is_refused(string text) => Assert.Throws<ShardException>(() => Shard.Parse(text));

    [Theory]
    [InlineData("DT_SHARD=3/10", 3, 10)]
    [InlineData("DT_SHARD=3/10 CI_NODE_INDEX=1 CI_NODE_TOTAL=2", 3, 10)]
    [InlineData("JOB_COMPLETION_INDEX=0 DT_SHARD_TOTAL=8", 1, 8)]
    [InlineData("JOB_COMPLETION_INDEX=7 DT_SHARD_TOTAL=8", 8, 8)]
    [InlineData("CI_NODE_INDEX=1 CI_NODE_TOTAL=4", 1, 4)]
    [InlineData("CI_NODE_INDEX=4 CI_NODE_TOTAL=4", 4, 4)]
    [InlineData("CI_NODE_TOTAL=1", 1, 1)]
    [InlineData("SYSTEM_JOBPOSITIONINPHASE=2 SYSTEM_TOTALJOBSINPHASE=3", 2, 3)]
    public void An_engine_says_which_share_this_is(string variables, int number, int count) =>
        Assert.Equal(new Shard(number, count), ShardVariables.Read(Variables(variables)));

    [Theory]
    [InlineData("", "DT_SHARD")]
    [InlineData("CI_NODE_TOTAL=4", "DT_SHARD")]
    [InlineData("DT_SHARD=three", "three")]
    [InlineData("JOB_COMPLETION_INDEX=0", "DT_SHARD_TOTAL")]
    [InlineData("JOB_COMPLETION_INDEX=8 DT_SHARD_TOTAL=8", "JOB_COMPLETION_INDEX")]
    [InlineData("JOB_COMPLETION_INDEX=x DT_SHARD_TOTAL=8", "JOB_COMPLETION_INDEX")]
    [InlineData("JOB_COMPLETION_INDEX=0 DT_SHARD_TOTAL=0", "DT_SHARD_TOTAL")]
    [InlineData("CI_NODE_INDEX=0 CI_NODE_TOTAL=4", "CI_NODE_INDEX")]
    public void Nobody_guesses_a_share(string variables, string says) =>
        Assert.Contains(
            says, Assert.Throws<ShardException>(() => ShardVariables.Read(Variables(variables))).Message,
            StringComparison.Ordinal);

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"abc{10_000 + number}");

    private static IEnumerable<Shard> Shares(int count) => Enumerable.Range(1, count).Select(number => new Shard(number, count));

    private static Dictionary<string, int> ShareOf(int count) =>
        Shares(count).SelectMany(shard => Ids.Where(shard.Holds), (shard, id) => (shard, id))
            .ToDictionary(one => one.id, one => one.shard.Number);

    private static Func<string, string?> Variables(string text)
    {
        var set = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(
            one => one[0], one => one[1]);
        return name => set.GetValueOrDefault(name);
    }
}

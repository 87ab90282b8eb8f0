using TokenRotation.Text;

namespace TokenRotation.Tests.Text;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("NAME", "name", "name")]
    [InlineData("ab", "ac", null)]
    [InlineData("abc", "abd", "abd")]
    [InlineData("abc", "ab", "ab")]
    [InlineData("abc", "xabc", "xabc")]
    [InlineData("abc", "axd", null)]
    [InlineData("bac", "abc", "abc")]
    [InlineData("acb", "abc", "abc")]
    [InlineData("cba", "abc", null)]
    [InlineData("abcdef", "abcdxy", "abcdxy")]
    [InlineData("abcdefghi", "abcdefxyz", "abcdefxyz")]
    [InlineData("abcdefghijkl", "abcdefghwxyz", null)]
    [InlineData("abcdefghijklmnopqr", "abcdefghijklmnwxyz", null)]
    public void A_third_of_a_name_may_differ_and_never_more_than_three_letters(string name, string known, string? found) =>
        Assert.Equal(found, NearestName.Find(name, [known]));

    [Fact]
    public void The_nearest_is_found_and_of_several_the_first()
    {
        Assert.Equal("overlap", NearestName.Find("overlaps", ["overload", "overlap", "overlay"]));
        Assert.Equal("overlay", NearestName.Find("overla", ["overlay", "overlap"]));
    }
}

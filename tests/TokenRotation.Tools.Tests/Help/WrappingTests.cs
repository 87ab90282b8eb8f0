using TokenRotation.HelpBuilder.Topics;

namespace TokenRotation.Tools.Tests.Help;

public sealed class WrappingTests
{
    [Fact]
    public void Lines_end_before_the_consoles_width()
    {
        var text = Wrapping.Wrap(string.Join(' ', Enumerable.Repeat("word", 100)), 4);

        Assert.All(text.Split('\n').SkipLast(1), line => Assert.InRange(line.Length, Wrapping.Width - 4, Wrapping.Width));
        Assert.All(text.Split('\n'), line => Assert.StartsWith("    word", line, StringComparison.Ordinal));
        Assert.Equal(100, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("- ", "      word")]
    [InlineData("10. ", "        word")]
    [InlineData("  - ", "        word")]
    public void An_items_further_lines_stand_under_its_first_word(string bullet, string start)
    {
        var lines = Wrapping.Wrap(bullet + string.Join(' ', Enumerable.Repeat("word", 20)), 4).Split('\n');

        Assert.StartsWith("    " + bullet + "word", lines[0], StringComparison.Ordinal);
        Assert.Equal(start, lines[1][..start.Length]);
    }

    [Fact]
    public void Code_is_never_broken()
    {
        var code = "    " + string.Join(' ', Enumerable.Repeat("code", 40));

        Assert.Equal("    " + code, Wrapping.Wrap(code, 4));
    }

    [Fact]
    public void A_word_longer_than_the_line_stands_alone() =>
        Assert.Equal($"    a\n    {new string('x', 90)}\n    b", Wrapping.Wrap($"a {new string('x', 90)} b", 4));
}

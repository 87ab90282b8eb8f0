using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

public class SpecParserTests
{
    [Fact]
    public void Deep_nesting_is_refused()
    {
        var error = Assert.Throws<TokenSpecFileException>(() => Parse(new string('[', 100_000)));

        Assert.Contains("deeper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_followed_as_far_as_any_spec_needs()
    {
        static string Nested(int depth) => new string('[', depth) + "1" + new string(']', depth);

        Assert.Single(Parse(Nested(16)).Items);
        Assert.Throws<TokenSpecFileException>(() => Parse(Nested(17)));
    }

    [Fact]
    public void Only_texts_and_numbers_have_a_text() =>
        Assert.All(Parse("[{}, [], true, false, null]").Items, item => Assert.Empty(item.Text));

    [Fact]
    public void Half_a_character_is_no_text()
    {
        Assert.Throws<TokenSpecFileException>(() => Parse("""{"name":"\ud800"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1")]
    [InlineData("[1]]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("[1, /* open")]
    public void Broken_json_is_refused(string text)
    {
        Assert.Contains(
            "not valid JSON", Assert.Throws<TokenSpecFileException>(() => Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_breaks_place_is_told_in_characters()
    {
        var fault = Assert.Single(Assert.Throws<TokenSpecFileException>(() => Parse("{\n\"€€\": !}")).Faults);

        Assert.Equal((2, 7), (fault.Line, fault.Column));
    }

    private static SpecNode Parse(string text) => SpecParser.Parse(SpecText.Of(text, "rw.json"));
}

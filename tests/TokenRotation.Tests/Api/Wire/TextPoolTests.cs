using System.Text;
using System.Text.Json;
using TokenRotation.Api.Wire;

namespace TokenRotation.Tests.Api.Wire;

public sealed class TextPoolTests
{
    private readonly TextPool _pool = new();

    [Fact]
    public void A_text_that_comes_again_is_the_same_object()
    {
        var texts = Enumerable.Range(0, 100).Select(i => "scope." + i).ToList();
        var first = texts.ConvertAll(text => Read($"\"{text}\""));

        Assert.Equal(texts, first);
        Assert.All(texts.Zip(first), pair => Assert.Same(pair.Second, Read($"\"{pair.First}\"")));
    }

    [Fact]
    public void More_texts_than_there_is_room_for_are_read_all_the_same()
    {
        var texts = Enumerable.Range(0, 20_000).Select(i => "text " + i).ToList();

        Assert.Equal(texts, texts.Select(text => Read($"\"{text}\"")));
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"\\\\a\"", "\\a")]
    [InlineData("\"a\\\"b\"", "a\"b")]
    [InlineData("\"\\u00e9\"", "é")]
    public void An_escaped_text_is_read_as_it_is_meant(string json, string text)
    {
        Assert.Equal(text, Read(json));
        Assert.Equal(text, Read(json));
    }

    private string Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return _pool.Read(ref reader);
    }
}

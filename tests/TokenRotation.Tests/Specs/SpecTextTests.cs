using System.Text;
using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

public sealed class SpecTextTests : IDisposable
{
    private const string Content = "{\"name\":\"Gerät €\"}";

    private readonly string _path = Path.GetTempFileName();

    public static TheoryData<string, Encoding> Encodings => new()
    {
        { "UTF-8", new UTF8Encoding(false) },
        { "UTF-8 with mark", new UTF8Encoding(true) },
        { "UTF-16", new UnicodeEncoding(false, true) },
        { "UTF-16 big-endian", new UnicodeEncoding(true, true) },
        { "UTF-32", new UTF32Encoding(false, true) },
        { "UTF-32 big-endian", new UTF32Encoding(true, true) },
    };

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_by_its_byte_order_mark(string name, Encoding encoding)
    {
        File.WriteAllText(_path, Content, encoding);

        Assert.True(Content == Encoding.UTF8.GetString(SpecText.Load(_path).Bytes), name);
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0xE9, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x00, 0x7D, 0x00 })]
    [InlineData(new byte[] { 0x00, 0x7B })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0xE9 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0x00, 0x00, 0xD8, 0x00, 0x00 })]
    [InlineData(new byte[] { 0x00, 0x00, 0xFE, 0xFF, 0x00, 0x00, 0xD8, 0x00 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x7B })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8, 0x7B, 0x00 })]
    public void What_is_no_text_is_refused_with_advice(byte[] bytes)
    {
        var error = Assert.Throws<TokenSpecFileException>(() => SpecText.Decode(bytes, "rw.json"));

        Assert.Contains("rw.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_all_read()
    {
        using (var file = new FileStream(_path, FileMode.Create))
        {
            file.SetLength(SpecText.MaximumLength + 1L);
        }

        Assert.Contains(
            "10 MB", Assert.Throws<TokenSpecFileException>(() => SpecText.Load(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_greatest_length_is_read_while_somebody_writes_it()
    {
        using var file = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Write(Enumerable.Repeat((byte)' ', SpecText.MaximumLength).ToArray());
        file.Flush();

        Assert.Equal(SpecText.MaximumLength, SpecText.Load(_path).Bytes.Length);
    }

    [Fact]
    public void A_place_is_within_the_file()
    {
        var text = SpecText.Of("ab\ncd", "rw.json");

        Assert.Equal([0, 1, 3, 4, 5, 5, 4], [text.OffsetOf(0, 0), text.OffsetOf(0, 1), text.OffsetOf(1, 0), text.OffsetOf(1, 1),
            text.OffsetOf(1, 2), text.OffsetOf(1, 9), text.OffsetOf(7, 1)]);
    }

    [Fact]
    public void Places_are_counted_as_an_editor_counts()
    {
        var text = SpecText.Of("ab\r\n€c\n", "rw.json");

        Assert.Equal((1, 1), text.PlaceOf(0));
        Assert.Equal((1, 3), text.PlaceOf(2));
        Assert.Equal((2, 1), text.PlaceOf(4));
        Assert.Equal((2, 2), text.PlaceOf(7));
        Assert.Equal((3, 1), text.PlaceOf(9));
    }
}

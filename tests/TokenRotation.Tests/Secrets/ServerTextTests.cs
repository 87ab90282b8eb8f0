using TokenRotation.Secrets;

namespace TokenRotation.Tests.Secrets;

public sealed class ServerTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(" \t", null)]
    [InlineData("two\r\nlines", "two  lines")]
    [InlineData(" a ", "a")]
    [InlineData("a\u001b[2Jb\u0007", "a[2Jb")]
    [InlineData("a\u202Eb\u200Bc", "abc")]
    [InlineData("a\ud83d\ude00b", "a\ud83d\ude00b")]
    public void What_a_terminal_would_obey_is_left_out(string? said, string? shown)
    {
        Assert.Equal(shown, ServerText.Clean(said));
        Assert.Equal(shown ?? "-", ServerText.Shown(said));
    }

    [Fact]
    public void Half_a_character_is_left_out() => Assert.Equal("ab", ServerText.Clean("a" + '\ud83d' + "b" + '\ude00'));

    [Fact]
    public void A_text_is_cut_where_nobody_reads_on()
    {
        Assert.Equal(new string('x', 500), ServerText.Clean(new string('x', 500)));
        Assert.Equal(new string('x', 500) + "…", ServerText.Clean(new string('x', 501)));
    }

    [Fact]
    public void What_has_the_shape_of_a_secret_part_is_left_out_and_a_hash_is_not()
    {
        var secret = NewToken.SecretPartOf(NewToken.Classic());
        var hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

        Assert.Equal($"a … b {hash}", ServerText.Clean($"a {secret} b {hash}"));
        Assert.Equal("(…)", ServerText.Clean($"({secret.ToLowerInvariant()})"));
    }

    [Theory]
    [InlineData("dt0s16")]
    [InlineData("dt0s02")]
    [InlineData("dt0g02")]
    public void A_short_public_part_is_kept_and_its_secret_left_out(string prefix)
    {
        var text = NewToken.Text(prefix, publicLength: 8);
        var id = text.Substring(0, 15);

        Assert.Equal($"<{id}>", ServerText.Clean($"<{text}>"));
        Assert.True(ServerText.HoldsToken(text));
        Assert.False(ServerText.HoldsToken(id));
    }

    [Fact]
    public void A_secret_is_shown_by_its_public_part()
    {
        var known = TokenRotation.Secrets.ApiToken.Parse(NewToken.OldFormatText());
        var unknown = NewToken.Classic();

        Assert.Equal($"{known} {unknown.Id}", ServerText.Clean($"{known.Reveal()} {unknown.Reveal()}", null, known));
        Assert.True(ServerText.HoldsToken("see " + unknown.Reveal()));
        Assert.False(ServerText.HoldsToken("see " + unknown.Id));
    }
}

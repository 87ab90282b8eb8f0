using TokenRotation.Api;

namespace TokenRotation.Tests.Api;

public sealed class TokenIdTests
{
    [Theory]
    [InlineData("dt0c01.ABC", true)]
    [InlineData("0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f", true)]
    [InlineData("A", true)]
    [InlineData("Z_z-a", true)]
    [InlineData("09", true)]
    [InlineData("a.b.", true)]
    [InlineData("a.b.c", false)]
    [InlineData("a.b.c.d", false)]
    [InlineData(".a.b", true)]
    [InlineData("a..b", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData("-_-", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a@b", false)]
    [InlineData("a[b", false)]
    [InlineData("a`b", false)]
    [InlineData("a{b", false)]
    [InlineData("a:b", false)]
    public void An_id_has_letters_or_digits_and_no_third_part(string id, bool isLegible) =>
        Assert.Equal(isLegible, TokenId.IsLegible(id));

    [Fact]
    public void An_id_has_an_end()
    {
        Assert.True(TokenId.IsLegible(new string('a', 128)));
        Assert.False(TokenId.IsLegible(new string('a', 129)));
    }

    [Fact]
    public void A_whole_token_is_told_from_what_is_merely_illegible()
    {
        Assert.Equal(
            ApiMessages.IdIsAWholeToken,
            Assert.Throws<InvalidRequestException>(() => TokenId.PathOf("/tokens", "a.b.c", HttpMethod.Get)).Message);
        Assert.Equal(
            ApiMessages.IdIsIllegible,
            Assert.Throws<InvalidRequestException>(() => TokenId.PathOf("/tokens", "a b", HttpMethod.Get)).Message);
    }

    [Fact]
    public void No_id_is_a_mistake_of_the_program() =>
        Assert.Throws<ArgumentNullException>(() => TokenId.PathOf("/tokens", null!, HttpMethod.Get));
}

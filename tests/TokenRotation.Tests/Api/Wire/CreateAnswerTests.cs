using System.Text;
using System.Text.Json;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Api.Wire;

public sealed class CreateAnswerTests
{
    [Theory]
    [InlineData("\"../a\"")]
    [InlineData("null")]
    [InlineData("{\"token\":\"1\"}")]
    public void An_id_that_makes_no_sense_is_none_and_the_secret_is_kept(string written)
    {
        var token = NewToken.Classic();

        var answer = Read($$"""{"odd":{"token":[1]},"id":{{written}},"more":[{"id":"x"}],"token":"{{token.Reveal()}}","expirationDate":"2030-01-01T00:00:00Z"}""");

        Assert.Equal((null, token, 2030), (answer.Id, answer.Token, answer.ExpirationDate!.Value.Year));
    }

    [Theory]
    [InlineData("dt0c01.{0}abcdefgh.{1}extra", "dt0c01.{0}abcdefgh")]
    [InlineData("dt9~{0}~{1}", null)]
    [InlineData("new:{0}:{1}:{1}", null)]
    public void A_secret_of_an_unfamiliar_form_is_kept(string form, string? id)
    {
        var parts = NewToken.Classic().Reveal().Split('.');
        string Filled(string text) =>
            text.Replace("{0}", parts[1], StringComparison.Ordinal).Replace("{1}", parts[2], StringComparison.Ordinal);

        var token = Read($$"""{"token":"{{Filled(form)}}"}""").Token;

        Assert.Equal((Filled(form), id is null ? null : Filled(id)), (token.Reveal(), token.Id));
        Assert.DoesNotContain(parts[2], token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"token\":\"\"}")]
    [InlineData("{\"token\":\"two words\"}")]
    public void What_can_be_no_secret_is_none(string json) => Assert.Throws<ApiTokenFormatException>(() => Read(json));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":\"dt0c01.A\"}")]
    [InlineData("{\"token\":7}")]
    public void What_holds_no_secret_is_no_answer(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static CreateAnswer Read(string json) => CreateAnswer.Read(Encoding.UTF8.GetBytes(json));
}

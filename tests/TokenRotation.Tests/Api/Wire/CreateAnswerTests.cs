using System.Text;
using System.Text.Json;
using TokenRotation.Api.Wire;
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
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":\"dt0c01.A\"}")]
    [InlineData("{\"token\":7}")]
    public void What_holds_no_secret_is_no_answer(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static CreateAnswer Read(string json) => CreateAnswer.Read(Encoding.UTF8.GetBytes(json));
}

using System.Text;
using System.Text.Json;
using TokenRotation.Api;
using TokenRotation.Api.Wire;

namespace TokenRotation.Tests.Api.Wire;

public sealed class TokenListTests
{
    [Fact]
    public void A_list_of_none_may_lack_its_tokens() => Assert.Empty(Read("""{"totalCount":0,"pageSize":0}""").Tokens);

    [Fact]
    public void What_a_list_holds_besides_is_passed_over()
    {
        var list = Read("""{"odd":{"apiTokens":[1]},"totalCount":"2","apiTokens":[{"id":"1"},{"id":"2"}],"more":[{"nextPageKey":"x"}],"nextPageKey":"next"}""");

        Assert.Equal(["1", "2"], list.Tokens.Select(token => token.Id));
        Assert.Equal((null, "next"), (list.TotalCount, list.NextPageKey));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_total_is_read_whatever_it_says_and_no_room_is_made_for_more_than_a_page(long total)
    {
        var list = Read($$"""{"totalCount":{{total}},"apiTokens":[{"id":"1"}]}""");

        Assert.Equal((total, 1), (list.TotalCount, list.Tokens.Count));
        Assert.InRange(list.Tokens.Capacity, Math.Min(total, TokenQuery.MaximumPageSize), TokenQuery.MaximumPageSize);
    }

    [Fact]
    public void A_total_that_is_no_number_is_passed_over_with_all_that_it_holds() =>
        Assert.Equal("1", Assert.Single(Read("""{"totalCount":{"apiTokens":[1]},"apiTokens":[{"id":"1"}]}""").Tokens).Id);

    [Fact]
    public void Room_is_made_for_as_many_tokens_as_are_promised() =>
        Assert.Equal(7, Read("""{"totalCount":7,"apiTokens":[{"id":"1"}]}""").Tokens.Capacity);

    [Theory]
    [InlineData("null")]
    [InlineData("\"a/b\"")]
    [InlineData("\"a:b\"")]
    [InlineData("7")]
    public void A_row_whose_ID_is_none_is_named_and_the_others_are_served(string id)
    {
        var list = Read($$"""{"totalCount":3,"apiTokens":[{"id":"1"},{"name":"odd","id":{{id}},"scopes":["a"]},{"id":"2"}]}""");

        Assert.Equal(["1", "2"], list.Tokens.Select(token => token.Id));
        Assert.Equal(["odd"], list.WithoutId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"apiTokens\":{}}")]
    [InlineData("{\"apiTokens\":null}")]
    public void What_holds_no_tokens_is_no_list(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static TokenList Read(string json) => TokenList.Read(Encoding.UTF8.GetBytes(json), MockEnvironment.Url);
}

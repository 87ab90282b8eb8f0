using System.Text;
using System.Text.Json;
using TokenRotation.Api.Accounts;

namespace TokenRotation.Tests.Api.Accounts;

/// <summary>What an account's answer may look like, and where its pages end.</summary>
public sealed class PlatformTokenListTests
{
    private const string Account = "urn:dtaccount:00000000-0000-0000-0000-000000000001";

    [Fact]
    public void What_is_missing_or_of_another_type_is_passed_over()
    {
        var list = Read("""
            {"pageSize":"ten","results":[
                {"tokenId":"dt0s16.AAAABBBB","name":null,"scope":"one","resource":[1,"urn:dtenvironment:abc"],"status":5,
                 "expirationDate":"soon","metadata":"none","owner":{"a":[1]},"tags":["x"]},
                {"tokenId":"a token/../x","name":"odd"},
                {"tokenId":"dt0s16.CCCCDDDD","status":"INACTIVE",
                 "metadata":{"lastUsedAt":"2026-01-02T03:04:05Z","lastClientIp":7}}
            ],"total":null}
            """);

        Assert.Equal(["dt0s16.AAAABBBB", "dt0s16.CCCCDDDD"], list.Tokens.Select(token => token.Id));
        Assert.Equal(["odd"], list.WithoutId);
        Assert.Null(list.Total);
        var first = list.Tokens[0];
        Assert.Equal((string.Empty, null, true), (first.Name, first.ExpirationDate, first.Enabled));
        Assert.Equal(["urn:dtenvironment:abc"], first.Resource);
        Assert.Empty(first.Scopes);
        Assert.False(list.Tokens[1].Enabled);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), list.Tokens[1].LastUsedDate);
        Assert.Equal((Account, DtTokenKind.Platform), (first.Environment, first.Kind));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"results":{}}""")]
    [InlineData("""{"results":[1]}""")]
    [InlineData("""{"results":[{"tokenId":"dt0s16.AAAABBBB"}""")]
    public void Anything_else_is_no_page(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    [Fact]
    public void A_page_that_brings_nothing_new_is_the_last()
    {
        var page = Page(total: 100, "A1", "A2");
        var first = PlatformPages.Start;

        var second = first.After(page, first.New(page))!;

        Assert.Equal(2, second.Page);
        Assert.Empty(second.New(page));
        Assert.Null(second.After(page, second.New(page)));
        Assert.Null(second.After(Page(total: 100), []));
    }

    [Fact]
    public void Who_comes_twice_is_told_once_and_the_total_ends_the_list()
    {
        var first = PlatformPages.Start;
        var page = Page(total: 3, "A1", "A2", "A2");
        var second = first.After(page, first.New(page))!;

        var fresh = second.New(Page(total: 3, "A2", "A3"));

        Assert.Equal(["A3"], fresh.Select(token => token.Id));
        Assert.Null(second.After(Page(total: 3, "A2", "A3"), fresh));
    }

    [Fact]
    public void A_list_without_a_total_that_goes_on_is_given_up()
    {
        var place = PlatformPages.Start;
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(place.IsEndless);
            var page = Page(total: null, $"A{i}");
            // Not asked whether it knows them: ten thousand times ten thousand is too long for a test.
            place = place.After(page, page.Tokens)!;
        }

        Assert.True(place.IsEndless);
    }

    private static PlatformTokenList Read(string text) => PlatformTokenList.Read(Encoding.UTF8.GetBytes(text), Account);

    private static PlatformTokenList Page(long? total, params string[] ids) =>
        new([.. ids.Select(id => new DtToken { Id = id, Environment = Account })], total, []);
}

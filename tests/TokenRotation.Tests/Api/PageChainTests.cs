using TokenRotation.Api;
using TokenRotation.Api.Wire;

namespace TokenRotation.Tests.Api;

public sealed class PageChainTests
{
    [Theory]
    [InlineData(0L, 1, 100)]
    [InlineData(1_000L, 1, 111)]
    [InlineData(-5L, 1, 100)]
    [InlineData(1_000L, 1_000, 11)]
    [InlineData(null, 10_000, 111)]
    [InlineData(1_000_000_000_000L, 10_000, 1_101)]
    public void A_list_ends_though_pages_are_short_and_totals_absurd(long? total, int tokensOfAPage, int pages)
    {
        var page = Page(total, tokensOfAPage);
        var chain = PageChain.Start;
        for (var i = 1; i <= pages; i++)
        {
            chain = chain.After(page, "key" + i);
            Assert.Null(chain.Fault);
        }

        Assert.Equal(ApiMessages.EndlessList, chain.After(page, "one more").Fault);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 5)]
    [InlineData(7, 8)]
    public void Keys_that_come_again_are_found_within_three_rounds(int before, int round)
    {
        var chain = PageChain.Start;
        var pages = 0;
        while (chain.Fault is null && pages < before + (3 * round) + 1)
        {
            chain = chain.After(Page(1_000_000, 100), "key" + (pages < before ? pages : before + ((pages - before) % round)));
            pages++;
        }

        Assert.Equal(ApiMessages.RepeatedPageKey, chain.Fault);
    }

    [Fact]
    public void A_list_ends_where_it_would_fill_the_memory()
    {
        var page = Page(10_000_000, 10_000) with { Bytes = 100L * 1024 * 1024 };
        var chain = PageChain.Start;
        for (var i = 0; i < 5; i++)
        {
            chain = chain.After(page, "key" + i);
            Assert.Null(chain.Fault);
        }

        Assert.Equal(ApiMessages.EndlessList, chain.After(page, "one more").Fault);
    }

    private static TokenList Page(long? total, int tokens) =>
        new([.. Enumerable.Repeat(new DtToken { Id = "dt0c01.A", Environment = MockEnvironment.Url }, tokens)], total, null);
}

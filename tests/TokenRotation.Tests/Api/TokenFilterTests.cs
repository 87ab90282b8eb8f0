using TokenRotation.Api;

namespace TokenRotation.Tests.Api;

public sealed class TokenFilterTests
{
    private static readonly DateTimeOffset Used = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DtToken Token = new()
    {
        Id = "dt0c01.A",
        Environment = MockEnvironment.Url,
        Owner = "jo",
        Scopes = ["a", "b"],
        LastUsedDate = Used,
    };

    public static TheoryData<string, TokenQuery, bool> Conditions => new()
    {
        { "owner", new TokenQuery { Owner = "jo" }, true },
        { "another owner", new TokenQuery { Owner = "Jo" }, false },
        { "a kind", new TokenQuery { PersonalAccessToken = false }, true },
        { "the other kind", new TokenQuery { PersonalAccessToken = true }, false },
        { "all its scopes", new TokenQuery { Scopes = ["b", "a"] }, true },
        { "one scope more", new TokenQuery { Scopes = ["a", "c"] }, false },
        { "used since just then", new TokenQuery { LastUsedFrom = Used }, true },
        { "used since later", new TokenQuery { LastUsedFrom = Used.AddTicks(1) }, false },
        { "used until just then", new TokenQuery { LastUsedTo = Used }, true },
        { "used until earlier", new TokenQuery { LastUsedTo = Used.AddTicks(-1) }, false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_is_met_or_not(string what, TokenQuery query, bool isMet)
    {
        Assert.True(query.HasConditions(), what);
        Assert.Equal(isMet, query.IsMetBy(Token));
        Assert.Equal(isMet ? 1 : 0, TokenFilter.Of(query, [Token]).Count);
    }

    [Fact]
    public void Without_conditions_every_token_is_meant()
    {
        List<DtToken> tokens = [Token];

        Assert.False(new TokenQuery { PageSize = 1, NamesSuffice = true }.HasConditions());
        Assert.Same(tokens, TokenFilter.Of(new TokenQuery(), tokens));
    }
}

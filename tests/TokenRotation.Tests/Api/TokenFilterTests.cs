using TokenRotation.Api;

namespace TokenRotation.Tests.Api;

public sealed class TokenFilterTests
{
    private static readonly DtToken Token = new()
    {
        Id = "dt0c01.A",
        Environment = MockEnvironment.Url,
        Owner = "jo",
        Scopes = ["a", "b"],
    };

    public static TheoryData<string, object, bool> Conditions => new()
    {
        { "owner", new TokenQuery { Owner = "jo" }, true },
        { "another owner", new TokenQuery { Owner = "Jo" }, false },
        { "a kind", new TokenQuery { PersonalAccessToken = false }, true },
        { "the other kind", new TokenQuery { PersonalAccessToken = true }, false },
        { "all its scopes", new TokenQuery { Scopes = ["b", "a"] }, true },
        { "one scope more", new TokenQuery { Scopes = ["a", "c"] }, false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_is_met_or_not(string what, object condition, bool isMet)
    {
        var query = (TokenQuery)condition;

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

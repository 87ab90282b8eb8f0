using TokenRotation.Api;
using TokenRotation.Api.Wire;

namespace TokenRotation.Tests.Api.Wire;

public sealed class ExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TokenSpec Spec = new() { Name = "n", Scopes = ["a"] };

    [Theory]
    [InlineData(86_400, "now+1d", 1, "DAYS")]
    [InlineData(86_460, "now+1441m", 86_460, "SECONDS")]
    [InlineData(61, "now+2m", 61, "SECONDS")]
    [InlineData(60.5, "now+2m", 61, "SECONDS")]
    public void A_lifetime_is_rounded_up_to_what_the_server_counts_in(double seconds, string v2, long value, string unit)
    {
        var spec = Spec with { Lifetime = TimeSpan.FromSeconds(seconds) };

        Assert.Equal(v2, Expiry.V2(spec));
        Assert.Equal((value, unit), Expiry.V1(spec, Now));
    }

    [Fact]
    public void A_date_is_written_or_counted_from_now()
    {
        Assert.Equal("2026-01-02T00:00:00.000Z", Expiry.V2(Spec with { ExpirationDate = Now.AddDays(1) }));
        Assert.Equal((1L, "DAYS"), Expiry.V1(Spec with { ExpirationDate = Now.AddDays(1) }, Now));
        Assert.Equal((7_200L, "SECONDS"), Expiry.V1(Spec with { ExpirationDate = Now.AddHours(2) }, Now));
    }

    [Fact]
    public void Without_either_a_token_lasts()
    {
        Assert.Null(Expiry.V2(Spec));
        Assert.Null(Expiry.V1(Spec, Now));
    }
}

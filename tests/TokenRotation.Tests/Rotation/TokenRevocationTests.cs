using TokenRotation.Api;
using TokenRotation.Rotation;

namespace TokenRotation.Tests.Rotation;

public sealed class TokenRevocationTests
{
    private static readonly DateTimeOffset Stamped = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DtToken Revoked = new()
    {
        Id = "dt0c01.OLD",
        Environment = "https://abc12345.live.dynatrace.com",
        Name = "ingest [dtr revoked 20260501T120000Z by dt0c01.NEW]",
        Enabled = false,
    };

    [Fact]
    public void The_stamp_tells_since_when_a_token_is_revoked() => Assert.Equal(Stamped, TokenRevocation.Since(Revoked));

    [Fact]
    public void A_change_after_the_stamp_counts_instead() =>
        Assert.Equal(Stamped.AddHours(1), TokenRevocation.Since(Revoked with { ModifiedDate = Stamped.AddHours(1) }));

    [Fact]
    public void A_change_before_the_stamp_does_not_count() =>
        Assert.Equal(Stamped, TokenRevocation.Since(Revoked with { ModifiedDate = Stamped.AddYears(-1) }));

    [Fact]
    public void An_enabled_token_is_not_revoked_whatever_its_name_says() =>
        Assert.Null(TokenRevocation.Since(Revoked with { Enabled = true }));

    [Theory]
    [InlineData("ingest")]
    [InlineData("ingest [dtr superseded 20260501T120000Z by dt0c01.NEW]")]
    [InlineData("ingest [dtr revoked 20261345T120000Z]")]
    public void Without_a_stamp_of_revocation_nobody_knows_since_when(string name) =>
        Assert.Null(TokenRevocation.Since(Revoked with { Name = name, ModifiedDate = Stamped }));
}

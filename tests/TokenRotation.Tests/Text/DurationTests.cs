using TokenRotation.Text;

namespace TokenRotation.Tests.Text;

public class DurationTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("15m", 15 * 60)]
    [InlineData("12H", 12 * 3600)]
    [InlineData("14d", 14 * 86400)]
    [InlineData("now+14d", 14 * 86400)]
    [InlineData("2 w", 14 * 86400)]
    [InlineData("6M", 180 * 86400)]
    [InlineData("1y", 365 * 86400)]
    [InlineData("1.12:00:00", 36 * 3600)]
    [InlineData("00:00:01", 1)]
    [InlineData("1S", 1)]
    [InlineData("1h", 3600)]
    [InlineData("1D", 86400)]
    [InlineData("1W", 7 * 86400)]
    [InlineData("1Y", 365 * 86400)]
    public void A_duration_is_read_as_it_is_written(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Read(text));

    [Fact]
    public void The_longest_duration_is_some_millennia() => Assert.Equal(TimeSpan.FromDays(999_999), Duration.Read("999999d"));

    [Theory]
    [InlineData("")]
    [InlineData("14")]
    [InlineData("d")]
    [InlineData("-14d")]
    [InlineData("14 days")]
    [InlineData("999999999y")]
    [InlineData("1000000d")]
    [InlineData("2030-01-31")]
    public void Anything_else_is_none(string text) => Assert.Null(Duration.Read(text));
}

using TokenRotation.Cmdlets.Base;

namespace TokenRotation.Tests.Cmdlets.Base;

public sealed class ProgressEstimateTests
{
    [Theory]
    [InlineData(0, 10, 5, 0, -1)]
    [InlineData(1, 4, 10, 25, 30)]
    [InlineData(2, 3, 1, 66, 1)]
    [InlineData(10, 10, 5, 100, 0)]
    [InlineData(11, 10, 5, 100, 0)]
    [InlineData(0, 0, 5, 100, -1)]
    public void The_rest_takes_as_long_as_what_is_done_did(long done, long total, int seconds, int percent, int remaining)
    {
        var estimate = new ProgressEstimate(done, total, TimeSpan.FromSeconds(seconds));

        Assert.Equal(percent, estimate.Percent);
        Assert.Equal(remaining, estimate.SecondsRemaining);
    }
}

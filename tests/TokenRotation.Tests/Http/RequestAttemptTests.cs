using TokenRotation.Http;

namespace TokenRotation.Tests.Http;

public sealed class RequestAttemptTests
{
    [Theory]
    [InlineData(200, 1, "GET /x: 200, 12 ms")]
    [InlineData(null, 1, "GET /x: no answer, 12 ms")]
    [InlineData(503, 2, "GET /x: 503, 12 ms, attempt 2")]
    public void A_line_tells_outcome_time_and_attempt(int? status, int attempt, string line) =>
        Assert.Equal(line, new RequestAttempt("GET", "/x", status, TimeSpan.FromMilliseconds(12.3), attempt).ToString());
}

using TokenRotation.Api;
using TokenRotation.Api.Connecting;

namespace TokenRotation.Tests.Api.Connecting;

public sealed class RequestLogEntryTests
{
    [Theory]
    [InlineData(200, 1, "GET /x: 200, 12 ms")]
    [InlineData(null, 1, "GET /x: no answer, 12 ms")]
    [InlineData(503, 2, "GET /x: 503, 12 ms, attempt 2")]
    public void A_line_tells_outcome_time_and_attempt(int? status, int attempt, string line) =>
        Assert.Equal(line, new RequestLogEntry("GET", "/x", status, TimeSpan.FromMilliseconds(12.3), attempt).ToString());

    [Fact]
    public void A_failed_request_is_told_with_its_status_if_it_has_one()
    {
        Assert.Equal("GET /x: 404", new FailedRequest("GET", "/x", 404).ToString());
        Assert.Equal("GET /x", new FailedRequest("GET", "/x", null).ToString());
    }

    [Fact]
    public void A_token_is_told_by_name_and_id()
    {
        Assert.Equal("in gest (dt0c01.A)", new DtToken { Id = "dt0c01.A", Name = "in\ngest", Environment = MockEnvironment.Url }.ToString());
        Assert.True(new DtToken { Id = "dt0c01.A", Environment = MockEnvironment.Url }.Enabled);
    }
}

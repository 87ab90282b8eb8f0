using TokenRotation.Api;

namespace TokenRotation.Tests.Api;

/// <summary>How requests and tokens are written where people read them.</summary>
public sealed class ShownTests
{
    [Fact]
    public void A_failed_request_is_told_with_its_status_if_it_has_one()
    {
        Assert.Equal("GET /x: 404", new FailedRequest("GET", "/x", 404).ToString());
        Assert.Equal("GET /x", new FailedRequest("GET", "/x", null).ToString());
    }

    [Fact]
    public void A_token_is_told_by_name_and_id()
    {
        Assert.Equal("in gest (dt0c01.A)", new DtToken
        {
            Id = "dt0c01.A",
            Name = "in\ngest",
            Environment = MockEnvironment.Url,
        }.ToString());
        Assert.True(new DtToken { Id = "dt0c01.A", Environment = MockEnvironment.Url }.Enabled);
    }
}

using TokenRotation.Api.EnvironmentLog;

namespace TokenRotation.Tests.Api.EnvironmentLog;

public sealed class LogFilterTests
{
    [Fact]
    public void Each_question_has_its_filter()
    {
        Assert.Equal("""user("dt0c01.PUBLIC")""", LogFilter.DoneBy("dt0c01.PUBLIC"));
        Assert.Equal("""category("TOKEN"),entityId("dt0c01.PUBLIC")""", LogFilter.DoneTo("dt0c01.PUBLIC"));
        Assert.Equal("""category("TOKEN"),eventType("CREATE"),user("dt0c01.PUBLIC")""", LogFilter.MadeBy("dt0c01.PUBLIC"));
    }

    [Theory]
    [InlineData("a\"b", "user(\"a~\"b\")")]
    [InlineData("a~b", "user(\"a~~b\")")]
    [InlineData("\"),user(\"x", "user(\"~\"),user(~\"x\")")]
    public void Quotes_and_tildes_are_escaped(string user, string filter) => Assert.Equal(filter, LogFilter.DoneBy(user));
}

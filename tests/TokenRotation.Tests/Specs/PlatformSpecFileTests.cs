using TokenRotation.Specs;

namespace TokenRotation.Tests.Specs;

/// <summary>Platform tokens in a spec file.</summary>
public sealed class PlatformSpecFileTests
{
    private const string Account = "urn:dtaccount:3ff4a2a5-7c09-4c4b-a3a1-3b6a7a0f2b11";

    [Fact]
    public void A_token_with_a_resource_is_one_and_may_name_its_account()
    {
        var spec = Assert.Single(Read($$"""
            { "name": "n", "scopes": ["app-engine:apps:run"], "resource": ["abc12345"], "user": "dev@example.com",
              "environment": "{{Account}}" }
            """).Tokens);

        Assert.True(spec.IsPlatform);
        Assert.Equal([Account], spec.Environments!);
        Assert.Equal("dev@example.com", spec.Token.User);
    }

    [Fact]
    public void A_classic_and_a_platform_token_may_share_a_name()
    {
        var file = Read("""
            [{ "name": "n", "scopes": ["metrics.read"], "store": { "secretName": "a" } },
             { "name": "n", "scopes": ["app-engine:apps:run"], "resource": ["abc12345"], "store": { "secretName": "b" } }]
            """);

        Assert.Equal([false, true], file.Tokens.Select(token => token.IsPlatform));
    }

    [Theory]
    [InlineData("\"resource\": [\"abc12345\"], \"environment\": \"https://abc12345.live.dynatrace.com\"", "environment")]
    [InlineData("\"environment\": \"" + Account + "\"", "environment")]
    [InlineData("\"resource\": [\"abc12345\"], \"personalAccessToken\": true", "personalAccessToken")]
    [InlineData("\"resource\": [\"no resource!\"]", "resource")]
    [InlineData("\"user\": \"dev@example.com\"", "user")]
    public void What_does_not_fit_is_a_fault_with_its_line_and_column(string more, string property)
    {
        var failure = Assert.Throws<TokenSpecFileException>(
            () => Read("[{ \"name\": \"n\", \"scopes\": [\"automation:workflows:run\"],\n  " + more + " }]"));

        var fault = Assert.Single(failure.Faults);
        Assert.Equal((2, true, $"[0].{property}"), (fault.Line, fault.Column > 1, fault.Property));
    }

    private static RotationSpecFile Read(string text) => RotationSpecFile.Read(
        SpecText.Of(text, "tokens.json"),
        new DateTimeOffset(2030, 1, 31, 12, 0, 0, TimeSpan.Zero));
}

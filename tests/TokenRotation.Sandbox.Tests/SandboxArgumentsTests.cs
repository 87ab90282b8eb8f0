namespace TokenRotation.Sandbox.Tests;

public sealed class SandboxArgumentsTests
{
    [Fact]
    public void All_options_are_read()
    {
        var options = SandboxArguments.Parse(
            ["--port", "8420", "--tokens", "10000", "--seed", "7", "--latency", "50", "--rate-limit", "60/min", "--account"])!;

        Assert.Equal((8420, 10_000, 7, true), (options.Port, options.Tokens, options.Seed, options.WithAccount));
        Assert.Equal((TimeSpan.FromMilliseconds(50), 60), (options.Latency, options.RateLimit!.Limit));
    }

    [Fact]
    public void Nothing_given_means_a_free_port_and_random_secrets()
    {
        var options = SandboxArguments.Parse([])!;

        Assert.Equal((0, 0, null, null), (options.Port, options.Tokens, options.Seed, options.RateLimit));
    }

    [Fact]
    public void Help_is_no_options() => Assert.Null(SandboxArguments.Parse(["--port", "1", "--help"]));

    [Theory]
    [InlineData("--colour")]
    [InlineData("--port")]
    [InlineData("--port", "http")]
    [InlineData("--port", "65536")]
    [InlineData("--tokens", "-1")]
    [InlineData("--rate-limit", "0")]
    public void What_makes_no_sense_is_named(params string[] arguments)
    {
        var error = Assert.Throws<ArgumentException>(() => SandboxArguments.Parse(arguments));

        Assert.Contains(arguments[0], error.Message, StringComparison.Ordinal);
    }
}

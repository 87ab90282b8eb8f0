namespace TokenRotation.Packaging.Tests;

public sealed class SpdxLicenceTests
{
    [Theory]
    [InlineData("MIT")]
    [InlineData("Apache-2.0 OR MIT")]
    [InlineData("(MIT OR GPL-2.0-only)")]
    public void The_text_bears_the_packages_copyright(string expression)
    {
        var text = SpdxLicence.TextOf(expression, "(c) Somebody")!;

        Assert.StartsWith("MIT License\n\n(c) Somebody\n\nPermission is hereby granted", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData("Apache-2.0", "(c) Somebody")]
    [InlineData("MIT AND Apache-2.0", "(c) Somebody")]
    [InlineData("MIT WITH Bison-exception-2.2", "(c) Somebody")]
    [InlineData("MIT", " ")]
    [InlineData("MIT", null)]
    [InlineData(null, "(c) Somebody")]
    public void No_other_text_is_made_up(string? expression, string? copyright) =>
        Assert.Null(SpdxLicence.TextOf(expression, copyright));
}

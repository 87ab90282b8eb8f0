using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.Tools.Tests.Help;

public sealed class SyntaxEntryTests
{
    [Theory]
    [InlineData("[[-Name] <string[]>]", false, "string[]")]
    [InlineData("[-Name] <string>", true, "string")]
    [InlineData("[-Name <List[string]>]", false, "List[string]")]
    [InlineData("-Name <int>", true, "int")]
    [InlineData("[-Name]", false, null)]
    [InlineData("-Name", true, null)]
    public void Brackets_tell_what_may_be_left_out(string syntax, bool required, string? type)
    {
        var entry = SyntaxEntry.Parse("Get-Thing", null, $"Get-Thing {syntax} [<CommonParameters>]");

        Assert.Equal(new SyntaxParameter("Name", required, type), Assert.Single(entry.Parameters));
    }

    [Fact]
    public void Wrapped_lines_are_one_line()
    {
        var entry = SyntaxEntry.Parse("Get-Thing", "A", "Get-Thing [[-Name] <string>]\n [-Fast]\n\n [<CommonParameters>]\n");

        Assert.Equal("Get-Thing [[-Name] <string>] [-Fast] [<CommonParameters>]", entry.Text);
        Assert.Equal(["Name", "Fast"], entry.Parameters.Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("Set-Thing [-Fast] [<CommonParameters>]")]
    [InlineData("Get-Thing [-Fast]")]
    [InlineData("Get-Thing [-Fast [<CommonParameters>]")]
    [InlineData("Get-Thing [-Fast]x [<CommonParameters>]")]
    public void Anything_else_is_no_syntax(string syntax) =>
        Assert.Throws<FormatException>(() => SyntaxEntry.Parse("Get-Thing", null, syntax));
}

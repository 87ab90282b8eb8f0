using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.Tools.Tests.Help;

public sealed class CommandPageTests
{
    [Fact]
    public void Every_section_is_read()
    {
        var page = SamplePage.Read();

        Assert.Equal("Get-Thing", page.Name);
        Assert.Equal("Sample.dll-Help.xml", page.HelpFile);
        Assert.Equal("Gets things by their Name.", page.Synopsis);
        Assert.Equal(["The first paragraph goes on.", "The second has a list:", "- one\n- two"], page.Description);
        Assert.Equal(["ByName", "ById"], page.Syntax.Select(entry => entry.ParameterSet));
        Assert.Equal(["Fast", "Id", "Kind", "Name"], page.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("System.String", Assert.Single(page.Inputs).TypeName);
        Assert.Equal(["A thing."], Assert.Single(page.Outputs).Description);
        Assert.Equal(["Needs a scope."], page.Notes);
        Assert.Equal([new("Set-Thing", ""), new("The vendor", "https://example.org/things")], page.RelatedLinks);
    }

    [Fact]
    public void An_example_keeps_its_code_as_it_stands()
    {
        var example = Assert.Single(SamplePage.Read().Examples);

        Assert.Equal("Example 1: Everything", example.Title);
        Assert.Equal("Get-Thing -Name '*' |\n    Where-Object Fast", example.Code);
        Assert.Equal(["Gets everything.", "    Name\n    ----"], example.Remarks);
    }

    [Fact]
    public void A_cmdlet_with_one_parameter_set_needs_no_heading_for_it()
    {
        var text = SamplePage.Text.Replace("### ByName (Default)\n", "", StringComparison.Ordinal);
        var start = text.IndexOf("### ById", StringComparison.Ordinal);
        text = text.Remove(start, text.IndexOf("## DESCRIPTION", StringComparison.Ordinal) - start);
        start = text.IndexOf("### -Id", StringComparison.Ordinal);
        text = text.Remove(start, text.IndexOf("### -Kind", StringComparison.Ordinal) - start);

        Assert.Null(Assert.Single(SamplePage.Read(text).Syntax).ParameterSet);
    }

    [Fact]
    public void Facts_may_differ_between_parameter_sets()
    {
        var text = SamplePage.With("Parameter Sets: (All)", "Parameter Sets: ByName");
        var second = SamplePage.Read().Parameters.Single(parameter => parameter.Name == "Fast").Facts[0] with
        {
            ParameterSets = ["ById"],
            Required = true,
        };
        text = text.Replace("### -Id\n", $"```yaml\n{second}\n```\n\n### -Id\n", StringComparison.Ordinal);

        var fast = SamplePage.Read(text).Parameters.Single(parameter => parameter.Name == "Fast");

        Assert.False(fast.FactsIn("ByName").Required);
        Assert.True(fast.FactsIn("ById").Required);
    }

    [Theory]
    [InlineData("# Get-Thing", "# Get-Things", "# Get-Things", "must be the file's name")]
    [InlineData("## SYNOPSIS", "## SYNOPSYS", "## SYNOPSYS", "Expected '## SYNOPSIS'")]
    [InlineData("## NOTES\nNeeds a scope.", "", "## RELATED LINKS", "Expected '## NOTES'")]
    [InlineData("Needs a scope.", "", "## NOTES", "no text")]
    [InlineData("external help file: Sample.dll-Help.xml", "schemata: 1", "## SYNOPSIS", "external help file")]
    [InlineData("Gets *things* by their `Name`.", "One.\n\nTwo.", "## SYNOPSIS", "one paragraph")]
    [InlineData("Gets everything.\n\n```output\nName\n----\n```", "", "### Example 1", "no text")]
    [InlineData("### Example 1: Everything", "### Example 2: Everything", "### Example 2", "'Example 1: '")]
    [InlineData("```powershell connected", "```shell connected", "### Example 1", "powershell")]
    [InlineData("Needs a scope.", "{{ Fill in the notes }}", "{{ Fill", "placeholder")]
    [InlineData("[-Fast]\n [<", "[-Slow]\n [<", "## PARAMETERS", "The syntax has -Slow, which is not described.")]
    [InlineData("[-Kind <Kind>] ", "", "### -Kind", "The syntax has no -Kind.")]
    [InlineData("[-Kind <Kind>] ", "[Kind] ", "```\nGet-Thing [[-Name]", "no syntax of a parameter")]
    [InlineData("### -Name", "### -Id", "### -Id\nThe name.", "described more than once")]
    [InlineData("### -Name", "### Name", "### Name", "'### -Name'")]
    [InlineData("Position: 0\n", "", "```yaml\nType: string[]", "'Position: …' is missing")]
    [InlineData("Position: 0\n", "Position: first\n", "```yaml\nType: string[]", "neither a number nor Named")]
    [InlineData("Required: True\n", "Required: yes\n", "```yaml\nType: string\n", "neither True nor False")]
    [InlineData("Aliases: ThingId", "Aliases: ThingId\nSince: 1.0", "```yaml\nType: string\n", "'Since' is no fact")]
    [InlineData("Aliases: ThingId", "Aliases: ThingId\nAliases: T", "```yaml\nType: string\n", "stands here twice")]
    [InlineData("The kind.", "", "### -Kind", "no text")]
    [InlineData("The second has a list:", "A | B\n--|--\n1 | 2", "A | B", "list instead of a table")]
    [InlineData("The second has a list:", "Use <name> here.", "Use <name>", "no form for HTML")]
    public void A_mistake_is_told_with_its_line(string oldText, string newText, string place, string message)
    {
        var text = SamplePage.With(oldText, newText);
        var error = Assert.Throws<PageException>(() => SamplePage.Read(text)).Error;

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(SamplePage.LineOf(text, place), error.Line);
        Assert.Equal($"{SamplePage.File}({error.Line}): error HELP: {error.Message}", error.ToString());
    }
}

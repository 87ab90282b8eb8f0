using System.Xml.Linq;
using TokenRotation.HelpBuilder.CommandHelp;
using static TokenRotation.HelpBuilder.CommandHelp.Names;

namespace TokenRotation.Tools.Tests.Help;

public sealed class MamlFileTests
{
    private static readonly Uri Pages = new("https://example.org/pages/");

    private readonly XElement _command = MamlFile.Of([SamplePage.Read()], Pages).Root!.Elements(Command + "command").Single();

    [Fact]
    public void The_root_is_what_the_help_system_looks_for()
    {
        var root = MamlFile.Of([SamplePage.Read(), SamplePage.Read()], Pages).Root!;

        Assert.Equal("{http://msh}helpItems", root.Name.ToString());
        Assert.Equal("maml", root.Attribute("schema")?.Value);
        Assert.Equal(2, root.Elements().Count());
    }

    [Fact]
    public void Details_name_verb_noun_and_synopsis()
    {
        var details = _command.Element(Command + "details")!;

        Assert.Equal(
            ["Get-Thing", "Get", "Thing", "Gets things by their Name."], details.Elements().Select(element => element.Value));
    }

    [Fact]
    public void Each_parameter_set_is_a_syntax_item_in_the_order_of_the_syntax()
    {
        var items = _command.Element(Command + "syntax")!.Elements(Command + "syntaxItem").ToList();

        Assert.Equal(["Name", "Kind", "Fast"], NamesIn(items[0]));
        Assert.Equal(["Id", "Fast"], NamesIn(items[1]));
        Assert.All(items, item => Assert.Equal("Get-Thing", item.Element(Maml + "name")?.Value));
    }

    [Fact]
    public void A_switch_has_no_value_in_the_syntax_and_a_type_in_the_list()
    {
        var inSyntax = InSyntax("Fast");
        var inList = InList("Fast");

        Assert.Null(inSyntax.Element(Command + "parameterValue"));
        Assert.Equal("SwitchParameter", inList.Element(Command + "parameterValue")?.Value);
    }

    [Fact]
    public void A_closed_set_of_values_stands_in_the_syntax()
    {
        var values = InSyntax("Kind").Element(Command + "parameterValueGroup")!.Elements(Command + "parameterValue");

        Assert.Equal(["Round", "Square"], values.Select(value => value.Value));
    }

    [Theory]
    [InlineData("Name", "required", "false")]
    [InlineData("Name", "position", "0")]
    [InlineData("Name", "globbing", "true")]
    [InlineData("Name", "pipelineInput", "True (ByPropertyName, ByValue)")]
    [InlineData("Name", "aliases", "none")]
    [InlineData("Id", "required", "true")]
    [InlineData("Id", "position", "named")]
    [InlineData("Id", "globbing", "false")]
    [InlineData("Id", "aliases", "ThingId")]
    public void A_parameters_facts_are_attributes_in_the_syntax_and_in_the_list(string parameter, string attribute, string value)
    {
        Assert.Equal(value, InSyntax(parameter).Attribute(attribute)?.Value);
        Assert.Equal(value, InList(parameter).Attribute(attribute)?.Value);
    }

    [Fact]
    public void A_parameter_has_its_type_default_and_description()
    {
        var kind = InList("Kind");

        Assert.Equal("Kind", kind.Element(Dev + "type")?.Value);
        Assert.Equal("Round", kind.Element(Dev + "defaultValue")?.Value);
        Assert.Equal("The kind.", kind.Element(Maml + "description")?.Value);
    }

    [Fact]
    public void An_example_has_title_code_and_remarks()
    {
        var example = _command.Element(Command + "examples")!.Elements(Command + "example").Single();

        Assert.Contains("Example 1: Everything", example.Element(Maml + "title")!.Value, StringComparison.Ordinal);
        Assert.Equal("Get-Thing -Name '*' |\n    Where-Object Fast", example.Element(Dev + "code")?.Value);
        Assert.Equal(
            ["Gets everything.", "Name\n----", ""], example.Element(Dev + "remarks")!.Elements().Select(para => para.Value));
    }

    [Fact]
    public void Inputs_outputs_notes_and_links_are_kept()
    {
        Assert.Equal("System.StringA name.", _command.Element(Command + "inputTypes")?.Value);
        Assert.Equal("Sample.ThingA thing.", _command.Element(Command + "returnValues")?.Value);
        Assert.Equal("Needs a scope.", _command.Element(Maml + "alertSet")?.Value);
        Assert.EndsWith("Set-ThingThe "
            + "vendorhttps://example.org/things", _command.Element(Command + "relatedLinks")?.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_itself_is_the_first_link_since_that_is_what_is_opened_online()
    {
        var first = _command.Element(Command + "relatedLinks")!.Elements().First();

        Assert.Equal("https://example.org/pages/Get-Thing.md", first.Element(Maml + "uri")?.Value);
    }

    private static IEnumerable<string?> NamesIn(XElement item) =>
        item.Elements(Command + "parameter").Select(parameter => parameter.Element(Maml + "name")?.Value);

    private XElement InSyntax(string name) => Parameter(_command.Element(Command + "syntax")!, name);

    private XElement InList(string name) => Parameter(_command.Element(Command + "parameters")!, name);

    private static XElement Parameter(XElement under, string name) =>
        under.Descendants(Command + "parameter").First(parameter => parameter.Element(Maml + "name")?.Value == name);
}

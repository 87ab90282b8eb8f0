using System.Management.Automation;
using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.Module.Tests.Help;

/// <summary>What Get-Help emits for a cmdlet: the help file as the engine has read it.</summary>
internal sealed class ShownHelp(PSObject help)
{
    public string Synopsis => Text(help, "Synopsis");

    public IEnumerable<string> Description => Paragraphs(help, "description");

    public IEnumerable<string> Notes => Paragraphs(Property(help, "alertSet"), "alert");

    public IEnumerable<string> ExampleCode =>
        Items(Property(help, "examples"), "example").Select(example => Text(example, "code"));

    public IEnumerable<string> Inputs => TypeNames("inputTypes", "inputType");

    public IEnumerable<string> Outputs => TypeNames("returnValues", "returnValue");

    public IEnumerable<string> RelatedLinks =>
        Items(Property(help, "relatedLinks"), "navigationLink").Select(link => Text(link, "linkText"));

    /// <summary>Each line of syntax, as its parameters.</summary>
    public IEnumerable<IEnumerable<SyntaxParameter>> Syntax =>
        Items(Property(help, "syntax"), "syntaxItem").Select(item => Items(item, "parameter").Select(InSyntax));

    public IReadOnlyList<ShownParameter> Parameters =>
        [.. Items(Property(help, "parameters"), "parameter").Select(parameter => new ShownParameter(
            Text(parameter, "name"),
            string.Join('\n', Paragraphs(parameter, "description")),
            Text(Property(parameter, "type"), "name"),
            bool.Parse(Text(parameter, "required")),
            Text(parameter, "position"),
            Text(parameter, "defaultValue"),
            Text(parameter, "pipelineInput"),
            bool.Parse(Text(parameter, "globbing")),
            Text(parameter, "aliases")))];

    private static SyntaxParameter InSyntax(PSObject parameter) => new(
        Text(parameter, "name"),
        bool.Parse(Text(parameter, "required")),
        parameter.Properties["parameterValue"] is null ? null : Text(parameter, "parameterValue"));

    private IEnumerable<string> TypeNames(string list, string item) =>
        Items(Property(help, list), item).Select(entry => Text(Property(entry, "type"), "name"));

    // The engine ends a paragraph before a list with a line break.
    private static IEnumerable<string> Paragraphs(PSObject of, string name) =>
        Items(of, name).Select(paragraph => Text(paragraph, "Text").TrimEnd());

    private static string Text(PSObject of, string name) => Property(of, name).ToString();

    private static PSObject Property(PSObject of, string name) => PSObject.AsPSObject(of.Properties[name].Value);

    // The engine gives one item as itself and several as an array.
    private static IEnumerable<PSObject> Items(PSObject of, string name)
    {
        var value = of.Properties[name]?.Value;
        return LanguagePrimitives.GetEnumerable(value) is { } several
            ? several.Cast<object>().Select(PSObject.AsPSObject)
            : value is null ? [] : [PSObject.AsPSObject(value)];
    }
}

using System.Xml.Linq;
using TokenRotation.HelpBuilder.Markdown;
using TokenRotation.HelpBuilder.Pages;
using static TokenRotation.HelpBuilder.CommandHelp.Names;

namespace TokenRotation.HelpBuilder.CommandHelp;

/// <summary>One cmdlet's help.</summary>
/// <param name="page">What it says.</param>
/// <param name="online">
/// Where the page itself is read. The first address of the links is what <c>Get-Help -Online</c> opens.
/// </param>
internal sealed class MamlCommand(CommandPage page, Uri online)
{
    private const string OnlineVersion = "Online Version:";

    public XElement ToElement() => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        Details(),
        Paragraphs(Maml + "description", page.Description),
        new XElement(Command + "syntax", page.Syntax.Select(SyntaxItem)),
        new XElement(Command + "parameters", page.Parameters.Select(parameter =>
            new MamlParameter(parameter, parameter.Facts[0]).ToElement())),
        new XElement(Command + "inputTypes", page.Inputs.Select(type => TypeEntry("inputType", type))),
        new XElement(Command + "returnValues", page.Outputs.Select(type => TypeEntry("returnValue", type))),
        new XElement(Maml + "alertSet", Paragraphs(Maml + "alert", page.Notes)),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(
            Command + "relatedLinks",
            page.RelatedLinks.Prepend(new RelatedLink(OnlineVersion, online.AbsoluteUri)).Select(RelatedLink)));

    /// <summary>The help system cuts the spaces before a paragraph, so that code must not be indented here.</summary>
    internal static XElement Paragraphs(XName name, IEnumerable<string> text) =>
        new(name, text.Select(paragraph => new XElement(Maml + "para", PlainText.Unindented(paragraph))));

    private XElement Details()
    {
        var verbAndNoun = page.Name.Split('-', 2);
        return new XElement(
            Command + "details",
            new XElement(Command + "name", page.Name),
            new XElement(Command + "verb", verbAndNoun[0]),
            new XElement(Command + "noun", verbAndNoun[^1]),
            Paragraphs(Maml + "description", [page.Synopsis]));
    }

    private XElement SyntaxItem(SyntaxEntry entry) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", page.Name),
        entry.Parameters.Select(parameter => Described(parameter, entry.ParameterSet).ToSyntaxElement(parameter)));

    private MamlParameter Described(SyntaxParameter parameter, string? parameterSet)
    {
        var entry = page.Parameters.Single(candidate => candidate.Name == parameter.Name);
        return new MamlParameter(entry, entry.FactsIn(parameterSet));
    }

    private static XElement TypeEntry(string element, TypeEntry type) => new(
        Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", type.TypeName)),
        Paragraphs(Maml + "description", type.Description));

    private static XElement Example(Example example) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------------------------- {example.Title} --------------------------"),
        new XElement(Dev + "code", example.Code),
        // The empty paragraph keeps the next example's title apart.
        Paragraphs(Dev + "remarks", [.. example.Remarks, string.Empty]));

    private static XElement RelatedLink(RelatedLink link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(Maml + "uri", link.Address));
}

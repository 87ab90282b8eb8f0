using System.Globalization;
using System.Xml.Linq;
using TokenRotation.HelpBuilder.Pages;
using static TokenRotation.HelpBuilder.CommandHelp.Names;

namespace TokenRotation.HelpBuilder.CommandHelp;

/// <summary>A parameter, as it stands in the list of parameters and, shorter, in a line of syntax.</summary>
internal sealed class MamlParameter(ParameterEntry parameter, ParameterFacts facts)
{
    public XElement ToElement() => Element(
        facts.Required,
        Value(facts.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", facts.Type)),
        new XElement(Dev + "defaultValue", facts.DefaultValue));

    /// <summary>A switch has no value here: that is how the help system knows it for one.</summary>
    public XElement ToSyntaxElement(SyntaxParameter syntax) => Element(
        syntax.IsRequired,
        facts.AcceptedValues.Count == 0 ? null : new XElement(
            Command + "parameterValueGroup", facts.AcceptedValues.Select(Value)),
        syntax.ValueType is null ? null : Value(syntax.ValueType));

    private XElement Element(bool required, params object?[] content) => new(
        Command + "parameter",
        new XAttribute("required", required),
        new XAttribute("variableLength", true),
        new XAttribute("globbing", facts.Wildcards),
        new XAttribute("pipelineInput", facts.PipelineInput),
        new XAttribute("position", facts.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        MamlCommand.Paragraphs(Maml + "description", parameter.Description),
        content);

    private static XElement Value(string text) => new(
        Command + "parameterValue", new XAttribute("required", true), new XAttribute("variableLength", false), text);
}

using System.Xml.Linq;
using TokenRotation.HelpBuilder.Pages;

namespace TokenRotation.HelpBuilder.CommandHelp;

/// <summary>
/// Microsoft's Assistance Markup Language, as PowerShell's help system reads it: one file for all cmdlets of an assembly, named
/// after the assembly.
/// </summary>
internal static class MamlFile
{
    public static XDocument Of(IEnumerable<CommandPage> pages, Uri onlinePages) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(
            Names.HelpItems,
            new XAttribute("schema", "maml"),
            pages.Select(page => new MamlCommand(page, new Uri(onlinePages, page.Name + ".md")).ToElement())));
}

using System.Xml.Linq;

namespace TokenRotation.HelpBuilder.CommandHelp;

/// <summary>MAML's namespaces.</summary>
internal static class Names
{
    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    public static readonly XName HelpItems = XNamespace.Get("http://msh") + "helpItems";
}

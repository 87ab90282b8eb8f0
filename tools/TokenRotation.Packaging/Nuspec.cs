using System.Xml.Linq;

namespace TokenRotation.Packaging;

/// <summary>
/// The nuspec of a module's package, with the tags that the PowerShell Gallery's clients search by: <c>PSModule</c> tells a
/// module from a script, <c>PSCmdlet_*</c>, <c>PSFunction_*</c> and <c>PSCommand_*</c> answer <c>Find-Command</c> and
/// <c>Find-PSResource -CommandName</c>.
/// </summary>
internal static class Nuspec
{
    private static readonly XNamespace Schema = "http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd";

    public static string For(ModuleManifest manifest) =>
        new XElement(
            Schema + "package",
            new XElement(
                Schema + "metadata",
                new XElement(Schema + "id", manifest.Name),
                new XElement(Schema + "version", manifest.Version),
                new XElement(Schema + "authors", manifest.Author),
                new XElement(Schema + "owners", manifest.CompanyName),
                new XElement(Schema + "requireLicenseAcceptance", "false"),
                new XElement(Schema + "licenseUrl", manifest.LicenseUri),
                new XElement(Schema + "projectUrl", manifest.ProjectUri),
                new XElement(Schema + "description", manifest.Description),
                new XElement(Schema + "releaseNotes", manifest.ReleaseNotes),
                new XElement(Schema + "copyright", manifest.Copyright),
                new XElement(Schema + "tags", string.Join(' ', Tags(manifest)))),
            new XElement(
                Schema + "files",
                new XElement(Schema + "file", new XAttribute("src", "**"), new XAttribute("target", "")))).ToString();

    private static IEnumerable<string> Tags(ModuleManifest manifest) =>
    [
        "PSModule",
        .. manifest.Tags,
        .. Commands(manifest.Cmdlets, "Cmdlet"),
        .. Commands(manifest.Functions, "Function"),
    ];

    private static IEnumerable<string> Commands(IReadOnlyList<string> names, string kind) => names.Count == 0
        ? []
        : ["PSIncludes_" + kind, .. names.SelectMany(name => new[] { $"PS{kind}_{name}", "PSCommand_" + name })];
}

using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace TokenRotation.Packaging;

/// <summary>A NuGet package whose assemblies the module brings along.</summary>
/// <param name="Id">The package's ID, as its owner writes it.</param>
/// <param name="Version">The version that restore has chosen.</param>
/// <param name="LicenseExpression">The SPDX expression, where the package states one.</param>
/// <param name="LicenseUrl">The licence's address, where a package from before SPDX expressions states that alone.</param>
/// <param name="LicenseText">The licence itself: the package's own file, or the text that its expression stands for.</param>
/// <param name="Files">What is shipped of it: paths in the module's folder, with forward slashes.</param>
/// <param name="Dependencies">IDs of the packages that it needs in turn.</param>
internal sealed record ShippedPackage(
    string Id,
    string Version,
    string? LicenseExpression,
    string? LicenseUrl,
    string LicenseText,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Dependencies)
{
    // The folder of each edition, by the framework that is restored for it, as older and newer SDKs name it.
    private static readonly Dictionary<string, string> EditionFolders = new()
    {
        ["net8.0"] = "bin/dependencies/core/",
        ["net472"] = "bin/dependencies/desktop/",
        [".NETFramework,Version=v4.7.2"] = "bin/dependencies/desktop/",
    };

    /// <summary>
    /// Reads the packages of TokenRotation.Http from restore's own account of them, <c>project.assets.json</c>.
    /// </summary>
    /// <param name="projectAssets">That file.</param>
    /// <param name="moduleFolder">The module as it is shipped.</param>
    /// <exception cref="InvalidDataException">A package comes without its licence.</exception>
    public static IReadOnlyList<ShippedPackage> ReadAll(string projectAssets, string moduleFolder)
    {
        var assets = JsonNode.Parse(File.ReadAllText(projectAssets))!.AsObject();
        var restored =
            from target in assets["targets"]!.AsObject()
            where EditionFolders.ContainsKey(target.Key)
            from library in target.Value!.AsObject()
            where library.Value!["type"]!.GetValue<string>() == "package"
            select (
                Name: library.Key,
                Files: Assemblies(library, EditionFolders[target.Key], moduleFolder),
                Dependencies: Keys(library.Value["dependencies"]).ToArray());
        return
        [
            .. from package in restored
               where package.Files.Length > 0
               group package by package.Name into editions
               orderby editions.Key
               select Read(
                   editions.Key.Split('/'),
                   Folder(assets, editions.Key),
                   Sorted(editions.SelectMany(edition => edition.Files)),
                   Sorted(editions.SelectMany(edition => edition.Dependencies))),
        ];
    }

    private static ShippedPackage Read(string[] idAndVersion, string folder, string[] files, string[] dependencies)
    {
        var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().First().Elements()
            .ToArray();
        var licence = metadata.FirstOrDefault(
            element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression");
        var copyright = metadata.FirstOrDefault(element => element.Name.LocalName == "copyright")?.Value;
        var text = Directory.EnumerateFiles(folder, "LICENSE*").FirstOrDefault() is { } file
            ? File.ReadAllText(file).ReplaceLineEndings("\n").Trim()
            : SpdxLicence.TextOf(licence?.Value, copyright)
                ?? throw new InvalidDataException($"The package {idAndVersion[0]} comes without its licence.");
        return new(
            idAndVersion[0],
            idAndVersion[1],
            licence?.Value,
            licence is null ? metadata.FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value : null,
            text,
            files,
            dependencies);
    }

    private static string Folder(JsonObject assets, string package)
    {
        var path = assets["libraries"]![package]!["path"]!.GetValue<string>();
        return Keys(assets["packageFolders"]).Select(root => Path.Combine(root, path)).First(Directory.Exists);
    }

    // A placeholder says that the framework has the assembly; a module may bring it all the same, for its version.
    private static string[] Assemblies(KeyValuePair<string, JsonNode?> library, string folder, string moduleFolder)
    {
        var runtime = Keys(library.Value!["runtime"]).Select(file => Path.GetFileName(file)).ToList();
        var own = library.Key.Split('/')[0] + ".dll";
        return runtime is ["_._"] && File.Exists(Path.Combine(moduleFolder, folder, own))
            ? [folder + own]
            : [.. runtime.Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).Select(file => folder + file)];
    }

    private static string[] Sorted(IEnumerable<string> values) => [.. values.Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Keys(JsonNode? node) =>
        node is JsonObject found ? found.Select(property => property.Key) : [];
}

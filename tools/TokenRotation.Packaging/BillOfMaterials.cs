using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenRotation.Packaging;

/// <summary>
/// The bill of materials of the packaged module: each third-party package with its licence and each assembly with its hash,
/// so that a scanner can match the packages to advisories and anybody can match the files to the bill. CycloneDX 1.6
/// (https://cyclonedx.org/docs/1.6/json/), without serial number and time, which would differ for the same content.
/// </summary>
internal static class BillOfMaterials
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <exception cref="InvalidDataException">The folder and the list of packages do not tell the same story.</exception>
    public static string For(ModuleManifest manifest, string moduleFolder, IReadOnlyList<ShippedPackage> packages)
    {
        var assemblies = Directory.EnumerateFiles(moduleFolder, "*.dll", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(moduleFolder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var own = assemblies.Where(file => IsOwn(file, manifest)).ToArray();
        RequireSameFiles(assemblies.Except(own), packages.SelectMany(package => package.Files));

        var module = $"pkg:nuget/{manifest.Name}@{manifest.Version}";
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "library",
                    ["bom-ref"] = module,
                    ["name"] = manifest.Name,
                    ["version"] = manifest.Version,
                    ["description"] = manifest.Description,
                    ["licenses"] = new JsonArray(License("MIT", null)),
                    ["components"] = Files(moduleFolder, own),
                },
            },
            ["components"] = new JsonArray([.. packages.Select(package => Component(moduleFolder, package))]),
            ["dependencies"] = new JsonArray(
            [
                Dependency(module, packages.Select(Reference)),
                .. packages.Select(package => Dependency(
                    Reference(package),
                    packages.Where(other =>
                        package.Dependencies.Contains(other.Id, StringComparer.OrdinalIgnoreCase)).Select(Reference))),
            ]),
        }.ToJsonString(Indented) + "\n";
    }

    private static bool IsOwn(string file, ModuleManifest manifest) =>
        Path.GetFileNameWithoutExtension(file) is var name
            && (name == manifest.Name || name.StartsWith(manifest.Name + ".", StringComparison.Ordinal));

    private static void RequireSameFiles(IEnumerable<string> inFolder, IEnumerable<string> inPackages)
    {
        var folder = inFolder.ToHashSet(StringComparer.Ordinal);
        folder.SymmetricExceptWith(inPackages);
        if (folder.Count > 0)
        {
            throw new InvalidDataException(
                "The module's folder and its packages disagree "
                    + "about: " + string.Join(", ", folder.Order(StringComparer.Ordinal)));
        }
    }

    private static JsonObject Component(string moduleFolder, ShippedPackage package) => new()
    {
        ["type"] = "library",
        ["bom-ref"] = Reference(package),
        ["name"] = package.Id,
        ["version"] = package.Version,
        ["licenses"] = new JsonArray(License(package.LicenseExpression, package.LicenseUrl)),
        ["purl"] = Reference(package),
        ["components"] = Files(moduleFolder, package.Files),
    };

    private static string Reference(ShippedPackage package) => $"pkg:nuget/{package.Id}@{package.Version}";

    private static JsonObject License(string? expression, string? url) => expression is not null
        ? new() { ["expression"] = expression }
        : new() { ["license"] = new JsonObject { ["name"] = "As the package states it", ["url"] = url } };

    private static JsonArray Files(string moduleFolder, IEnumerable<string> files) =>
    [
        .. files.Select(file => new JsonObject
        {
            ["type"] = "file",
            ["name"] = file,
            ["hashes"] = new JsonArray(new JsonObject
            {
                ["alg"] = "SHA-256",
                ["content"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(moduleFolder, file)))),
            }),
        }),
    ];

    private static JsonObject Dependency(string reference, IEnumerable<string> on) => new()
    {
        ["ref"] = reference,
        ["dependsOn"] = new JsonArray([.. on.Select(other => JsonValue.Create(other))]),
    };
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TokenRotation.Packaging.Tests;

[Collection(nameof(PackagedModule))]
public sealed class PackageTests(PackagedModule package)
{
    // A dependency more or less is a decision, not an accident: it is taken here.
    private static readonly string[] Required =
    [
        "LICENSE",
        "THIRD-PARTY-NOTICES.txt",
        "TokenRotation.psd1",
        "bin/TokenRotation.dll",
        "bin/dependencies/core/Microsoft.Bcl.TimeProvider.dll",
        "bin/dependencies/core/Polly.Core.dll",
        "bin/dependencies/core/TokenRotation.Http.dll",
        "bin/dependencies/desktop/Microsoft.Bcl.AsyncInterfaces.dll",
        "bin/dependencies/desktop/Microsoft.Bcl.TimeProvider.dll",
        "bin/dependencies/desktop/Polly.Core.dll",
        "bin/dependencies/desktop/System.Buffers.dll",
        "bin/dependencies/desktop/System.IO.Pipelines.dll",
        "bin/dependencies/desktop/System.Memory.dll",
        "bin/dependencies/desktop/System.Numerics.Vectors.dll",
        "bin/dependencies/desktop/System.Runtime.CompilerServices.Unsafe.dll",
        "bin/dependencies/desktop/System.Text.Encodings.Web.dll",
        "bin/dependencies/desktop/System.Text.Json.dll",
        "bin/dependencies/desktop/System.Threading.Tasks.Extensions.dll",
        "bin/dependencies/desktop/System.ValueTuple.dll",
        "bin/dependencies/desktop/TokenRotation.Http.dll",
    ];

    private static readonly Regex HelpViewsAndSamples =
        new(@"^(bin/)?(samples/([a-z]+/)?[\w-]+\.(ps1|json)|en-US/(TokenRotation\.dll-Help\.xml|about_\w+\.help\.txt)"
            + @"|TokenRotation\.(Format|Types)\.ps1xml)$");

    [Fact]
    public void Folder_holds_what_the_module_needs_and_nothing_else()
    {
        Assert.Equal(Required, package.Files.Where(file => !HelpViewsAndSamples.IsMatch(file)));
    }

    [Fact]
    public void Folder_brings_the_help_of_the_cmdlets_and_of_every_topic()
    {
        var pages = Path.Combine(BuildFacts.RepositoryRoot, "docs", "en-US");
        var topics = Directory.EnumerateFiles(pages, "about_*.md")
            .Select(file => $"en-US/{Path.GetFileNameWithoutExtension(file)}.help.txt");

        Assert.Equal(
            topics.Append("en-US/TokenRotation.dll-Help.xml").Order(StringComparer.Ordinal),
            package.Files.Where(file => file.StartsWith("en-US/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folder_brings_the_samples_that_need_no_source()
    {
        var samples = package.Files.Where(file => file.StartsWith("samples/", StringComparison.Ordinal)).ToArray();

        Assert.Contains("samples/rotate-due.ps1", samples);
        Assert.Contains("samples/stores/pass.ps1", samples);
        Assert.All(samples, file => Assert.Equal(Hash(BuildFacts.RepositoryRoot, file), Hash(package.Folder, file)));
        Assert.All(
            samples.Select(file => File.ReadAllText(Path.Combine(package.Folder, file))),
            text => Assert.DoesNotMatch(@"\$PSScriptRoot.*\.\.|dotnet (build|run)|-Parent\) -ChildPath", text));
    }

    [Fact]
    public void Module_for_tests_is_packed_with_its_licence()
    {
        string[] files = ["LICENSE", "TokenRotation.Testing.psd1", "TokenRotation.Testing.psm1"];

        Assert.Equal(files, PackagedModule.FilesIn(package.TestingFolder));
        var manifest = ModuleManifest.ReadIn(package.TestingFolder);
        Assert.Equal(PackagedModule.Manifest.Version, manifest.Version);
        var metadata = Metadata(package.TestingPackage);
        Assert.Contains("PSIncludes_Function", metadata["tags"].Split(' '));
        Assert.All(manifest.Functions, function => Assert.Contains("PSFunction_" + function, metadata["tags"].Split(' ')));
    }

    [Fact]
    public void Sandbox_is_packed_as_a_tool()
    {
        using var archive = ZipFile.OpenRead(package.SandboxPackage);

        Assert.Contains("TokenRotation.Sandbox.dll", archive.Entries.Select(entry => entry.Name));
        using var settings = archive.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml").Open();
        Assert.Equal("tokenrotation-sandbox", XDocument.Load(settings).Descendants("Command").Single().Attribute("Name")?.Value);
    }

    [Fact]
    public void All_packages_lead_to_the_project_that_the_build_was_given()
    {
        foreach (var folder in new[] { package.Folder, package.TestingFolder })
        {
            var manifest = ModuleManifest.ReadIn(folder);
            Assert.Equal(PackagedModule.ProjectUrl, manifest.ProjectUri);
            Assert.Equal($"{PackagedModule.ProjectUrl}/blob/v{manifest.Version}/LICENSE", manifest.LicenseUri);
        }

        Assert.All(
            [package.NuGetPackage, package.TestingPackage, package.SandboxPackage],
            nupkg => Assert.Equal(PackagedModule.ProjectUrl, Metadata(nupkg)["projectUrl"]));
    }

    [Fact]
    public async Task Packaged_module_is_imported_from_its_folder()
    {
        var script = Path.Combine(package.First, "import.ps1");
        await File.WriteAllTextAsync(script, $$"""
            Import-Module '{{Path.GetDirectoryName(package.Folder)}}'
            $module = Get-Module TokenRotation
            $module.Version.ToString()
            $module.ImplementingAssembly.Location
            (Get-Command -Module TokenRotation).Name
            """);

        var lines = (await ChildProcess.RunDotNetAsync(
            "exec", BuildFacts.PowerShell, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", script))
            .ReplaceLineEndings("\n").TrimEnd().Split('\n');

        var assembly = Path.Combine(package.Folder, "bin", "TokenRotation.dll");
        Assert.Equal([PackagedModule.Manifest.Version, assembly, .. PackagedModule.Manifest.Cmdlets], lines);
    }

    [Fact]
    public void Nupkg_holds_the_folder_at_its_root()
    {
        var unpacked = Path.Combine(package.First, "unpacked");
        ZipFile.ExtractToDirectory(package.NuGetPackage, unpacked, overwriteFiles: true);

        var envelope = new[]
        {
            "TokenRotation.nuspec",
            "[Content_Types].xml",
            "_rels/.rels",
            "package/services/metadata/core-properties/nuget.psmdcp",
        };
        Assert.Equal(package.Files, PackagedModule.FilesIn(unpacked).Except(envelope));
        Assert.All(package.Files, file => Assert.Equal(Hash(package.Folder, file), Hash(unpacked, file)));
    }

    [Fact]
    public void Nuspec_is_a_modules_and_depends_on_nothing()
    {
        var metadata = Metadata(package.NuGetPackage);

        Assert.Equal("TokenRotation", metadata["id"]);
        Assert.Equal(PackagedModule.Manifest.Version, metadata["version"]);
        Assert.DoesNotContain("dependencies", metadata.Keys);
        var tags = metadata["tags"].Split(' ');
        Assert.Contains("PSModule", tags);
        Assert.Contains("PSEdition_Desktop", tags);
        Assert.Contains("PSEdition_Core", tags);
        Assert.All(PackagedModule.Manifest.Cmdlets, cmdlet => Assert.Contains("PSCmdlet_" + cmdlet, tags));
        Assert.All(PackagedModule.Manifest.Cmdlets, cmdlet => Assert.Contains("PSCommand_" + cmdlet, tags));
    }

    [Fact]
    public void The_same_build_gives_the_same_bytes()
    {
        var first = PackagedModule.FilesIn(package.First).Where(IsPackaged).ToArray();

        Assert.Equal(first, PackagedModule.FilesIn(package.Second));
        Assert.All(first, file => Assert.Equal(Hash(package.First, file), Hash(package.Second, file)));

        static bool IsPackaged(string file) => file != "import.ps1" && !file.StartsWith("unpacked/", StringComparison.Ordinal);
    }

    [Fact]
    public void Bill_of_materials_names_every_assembly_with_its_hash()
    {
        var bill = JsonNode.Parse(File.ReadAllText(package.BillOfMaterials))!;
        var components = bill["components"]!.AsArray().Append(bill["metadata"]!["component"]);
        var listed = components
            .SelectMany(component => component!["components"]!.AsArray())
            .ToDictionary(file => file!["name"]!.GetValue<string>(), file => file!["hashes"]![0]!["content"]!.GetValue<string>());

        var assemblies = package.Files.Where(file => file.EndsWith(".dll", StringComparison.Ordinal)).ToArray();
        Assert.Equal(assemblies, listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(assemblies, file => Assert.Equal(Hash(package.Folder, file), listed[file]));
    }

    [Fact]
    public void Licences_of_all_packages_in_the_bill_come_along()
    {
        var notices = File.ReadAllText(Path.Combine(package.Folder, "THIRD-PARTY-NOTICES.txt"));
        var bill = JsonNode.Parse(File.ReadAllText(package.BillOfMaterials))!;

        Assert.All(
            bill["components"]!.AsArray(),
            component => Assert.Contains($"\n{component!["name"]} {component["version"]}: ", notices, StringComparison.Ordinal));
        Assert.Contains("MIT License", notices, StringComparison.Ordinal);
        Assert.Contains("BSD 3-Clause License", notices, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Metadata(string nupkg)
    {
        using var archive = ZipFile.OpenRead(nupkg);
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().First().Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value);
    }

    private static string Hash(string folder, string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))));
}

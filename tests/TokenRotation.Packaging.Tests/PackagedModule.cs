using System.Diagnostics.CodeAnalysis;

namespace TokenRotation.Packaging.Tests;

/// <summary>The tests that look at the package share it.</summary>
[CollectionDefinition(nameof(PackagedModule))]
[SuppressMessage("Naming", "CA1711", Justification = "xunit's word for it.")]
public sealed class PackagedModuleCollection : ICollectionFixture<PackagedModule>;

/// <summary>The package, made twice by the build's own target from what is built already.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it asynchronously.")]
public sealed class PackagedModule : IAsyncLifetime
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("TokenRotation.Packaging.");

    internal static ModuleManifest Manifest { get; } = ModuleManifest.Read(
        Path.Combine(BuildFacts.RepositoryRoot, "TokenRotation.psd1"));

    /// <summary>Where the packages are told to lead, as a fork would tell them.</summary>
    internal const string ProjectUrl = "https://git.example.com/fork/TokenRotation";

    internal string First => Path.Combine(_temporary.FullName, "first");

    internal string Second => Path.Combine(_temporary.FullName, "second");

    /// <summary>The module as it is installed.</summary>
    internal string Folder => Path.Combine(First, "TokenRotation", Manifest.Version);

    /// <summary>The module for tests, as it is installed.</summary>
    internal string TestingFolder => Path.Combine(First, "TokenRotation.Testing", Manifest.Version);

    internal string NuGetPackage => Path.Combine(First, $"TokenRotation.{Manifest.Version}.nupkg");

    internal string BillOfMaterials => Path.Combine(First, $"TokenRotation.{Manifest.Version}.cdx.json");

    /// <summary>The module's files, relative to its folder, with forward slashes.</summary>
    internal IEnumerable<string> Files => FilesIn(Folder);

    internal string TestingPackage => Path.Combine(First, $"TokenRotation.Testing.{Manifest.Version}.nupkg");

    internal string SandboxPackage => Path.Combine(First, $"TokenRotation.Sandbox.{Manifest.Version}.nupkg");

    // One after the other: dotnet pack has one place for what it makes on the way.
    public async Task InitializeAsync()
    {
        await PackAsync(First);
        await PackAsync(Second);
    }

    public Task DisposeAsync()
    {
        _temporary.Delete(recursive: true);
        return Task.CompletedTask;
    }

    internal static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static Task<string> PackAsync(string folder) => ChildProcess.RunDotNetAsync(
        "msbuild",
        "src/TokenRotation/TokenRotation.csproj",
        "-target:Package",
        "-property:NoBuild=true",
        $"-property:Configuration={BuildFacts.Configuration}",
        $"-property:PackageRoot={folder}/",
        $"-property:ProjectUrl={ProjectUrl}",
        "-nodeReuse:false",
        "-verbosity:quiet",
        "-nologo");
}

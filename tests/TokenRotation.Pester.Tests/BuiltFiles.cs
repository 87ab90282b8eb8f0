using System.Reflection;

namespace TokenRotation.Pester.Tests;

/// <summary>Where the build has put what is tested, and where the packages are that test it.</summary>
internal static class BuiltFiles
{
    public static string RepositoryRoot => Path.TrimEndingDirectorySeparator(Metadata("RepositoryRoot"));

    /// <summary>The manifest of the module that this build has staged.</summary>
    public static string Manifest => Metadata("Manifest");

    public static string Sandbox => Metadata("Sandbox");

    /// <summary>The shell itself.</summary>
    public static string PowerShell => Metadata("PowerShell");

    /// <summary>The packages that are downloaded without a reference, with the hash that each must have.</summary>
    public static IEnumerable<(string Name, string Version, string Hash)> DownloadedPackages =>
        from metadata in All
        where metadata.Key.Contains('/', StringComparison.Ordinal)
        let parts = metadata.Key.Split('/')
        select (parts[0], parts[1], metadata.Value!);

    public static string Pester(string version) => Path.Combine(Package("Pester", version), "tools", "Pester.psd1");

    /// <summary>The folder that NuGet has unpacked a package into.</summary>
    public static string Package(string name, string version) =>
        Path.Combine(Metadata("Packages"), name.ToLowerInvariant(), version);

    private static IEnumerable<AssemblyMetadataAttribute> All =>
        typeof(BuiltFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();

    private static string Metadata(string key) => All.Single(metadata => metadata.Key == key).Value!;
}

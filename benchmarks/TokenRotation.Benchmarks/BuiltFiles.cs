using System.Reflection;

namespace TokenRotation.Benchmarks;

/// <summary>Where the build has put the module and the programs that are measured with it.</summary>
internal static class BuiltFiles
{
    public static string Manifest => Metadata("Manifest");

    public static string EmptyModule => Path.Combine(Output("EmptyModule"), "EmptyModule.psd1");

    public static string RepositoryRoot => Path.TrimEndingDirectorySeparator(Metadata("RepositoryRoot"));

    public static string PowerShell => Metadata("PowerShell");

    private static string Output(string project) =>
        Path.Combine(Metadata("Artifacts"), "bin", project, Metadata("Configuration"));

    private static string Metadata(string key) =>
        typeof(BuiltFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == key).Value!;
}

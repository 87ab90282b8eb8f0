using System.Reflection;

namespace TokenRotation.Module.Tests;

/// <summary>Where the build has put the staged module and the programs that are tested with it.</summary>
internal static class BuiltFiles
{
    public static string RepositoryRoot => Path.TrimEndingDirectorySeparator(Metadata("RepositoryRoot"));

    /// <summary>The manifest of the module that this build has staged.</summary>
    public static string Manifest => Path.GetFullPath(Metadata("Manifest"));

    /// <summary>The folder that it stands in.</summary>
    public static string Module => Path.GetDirectoryName(Manifest)!;

    public static string Neighbour => Path.Combine(Output("Neighbour"), "Neighbour.dll");

    /// <summary>The shell itself, which runs a script in a process of its own.</summary>
    public static string PowerShell => Metadata("PowerShell");

    private static string Output(string project) =>
        Path.Combine(Metadata("Artifacts"), "bin", project, Metadata("Configuration"));

    private static string Metadata(string key) =>
        typeof(BuiltFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == key).Value!;
}

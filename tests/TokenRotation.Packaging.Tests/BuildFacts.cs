using System.Reflection;

namespace TokenRotation.Packaging.Tests;

/// <summary>What the build tells its tests: where things are, and how they were built.</summary>
internal static class BuildFacts
{
    public static string RepositoryRoot => Fact("RepositoryRoot");

    /// <summary>The manifest beside what this build has staged.</summary>
    public static string StagedManifest => Path.GetFullPath(Fact("StagedManifest"));

    public static string Configuration => Fact("Configuration");

    /// <summary>The public surface of .NET Framework 4.7.2, facades included.</summary>
    public static string NetFrameworkReferenceAssemblies => Fact("NetFrameworkReferenceAssemblies");

    /// <summary>The shell itself, which runs a script in a process of its own.</summary>
    public static string PowerShell => Fact("PowerShell");

    /// <summary>The manifest of a Pester.</summary>
    public static string Pester => Fact("Pester");

    private static string Fact(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}

namespace TokenRotation.Pester.Tests;

/// <summary>The packages that no lock file speaks of are the ones that were tried.</summary>
public sealed class DownloadedPackageTests
{
    public static IEnumerable<object[]> Packages =>
        BuiltFiles.DownloadedPackages.Select(package => new object[] { package.Name, package.Version, package.Hash });

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_the_hash_that_the_project_states(string name, string version, string hash)
    {
        var file = Path.Combine(BuiltFiles.Package(name, version), $"{name}.{version}.nupkg.sha512".ToLowerInvariant());

        Assert.Equal(hash, File.ReadAllText(file).Trim());
    }
}

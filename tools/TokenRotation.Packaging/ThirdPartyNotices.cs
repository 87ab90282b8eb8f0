namespace TokenRotation.Packaging;

/// <summary>The licences of the assemblies that the module brings along: each asks that its text comes with the copies.</summary>
internal static class ThirdPartyNotices
{
    private static readonly string Rule = new string('-', 80) + "\n";

    public static string For(ModuleManifest manifest, IEnumerable<ShippedPackage> packages) =>
        $"{manifest.Name} brings along the assemblies of the following packages.\n"
        + string.Concat(packages.GroupBy(package => package.LicenseText).Select(licence =>
            "\n" + Rule + string.Concat(licence.Select(Source)) + Rule + "\n" + licence.Key + "\n"));

    private static string Source(ShippedPackage package) =>
        $"{package.Id} {package.Version}: https://www.nuget.org/packages/{package.Id}/{package.Version}\n";
}

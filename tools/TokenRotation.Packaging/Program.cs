// Usage: TokenRotation.Packaging link MODULE_FOLDER PROJECT_URL LICENSE_URL
//        TokenRotation.Packaging notices MODULE_FOLDER PROJECT_ASSETS
//        TokenRotation.Packaging describe MODULE_FOLDER NUSPEC [PROJECT_ASSETS BILL_OF_MATERIALS]
// Completes the folder of a module, before it is signed: where its manifest leads, the licences of third parties. And, once it is
// signed, writes the files that describe it. Run by the target Package; see Package.targets.
using TokenRotation.Packaging;

try
{
    switch (args)
    {
        case ["link", var folder, var projectUrl, var licenseUrl]:
            ManifestLinks.Write(ModuleManifest.PathIn(folder), projectUrl, licenseUrl);
            return 0;

        case ["notices", var folder, var projectAssets]:
            File.WriteAllText(
                Path.Combine(folder, "THIRD-PARTY-NOTICES.txt"),
                ThirdPartyNotices.For(ModuleManifest.ReadIn(folder), ShippedPackage.ReadAll(projectAssets, folder)));
            return 0;

        case ["describe", var folder, var nuspec, .. var bill]:
            var manifest = ModuleManifest.ReadIn(folder);
            File.WriteAllText(nuspec, Nuspec.For(manifest));
            if (bill is [var assets, var billOfMaterials])
            {
                File.WriteAllText(billOfMaterials, BillOfMaterials.For(manifest, folder, ShippedPackage.ReadAll(assets, folder)));
            }

            return 0;

        default:
            Console.Error.WriteLine(
                "Usage: TokenRotation.Packaging (link|notices|describe) MODULE_FOLDER ...; Program.cs says which.");
            return 2;
    }
}
catch (InvalidDataException failure)
{
    Console.Error.WriteLine("error: " + failure.Message);
    return 1;
}

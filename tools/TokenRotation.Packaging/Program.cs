// Usage: TokenRotation.Packaging MODULE_FOLDER PROJECT_ASSETS NUSPEC BILL_OF_MATERIALS
// Adds the third parties' licences to the module's folder and writes the two files that describe it. Run by the target Package; see Package.targets.
using TokenRotation.Packaging;

if (args is not [var moduleFolder, var projectAssets, var nuspec, var billOfMaterials])
{
    Console.Error.WriteLine("Usage: TokenRotation.Packaging MODULE_FOLDER PROJECT_ASSETS NUSPEC BILL_OF_MATERIALS");
    return 2;
}

try
{
    var manifest = ModuleManifest.Read(Path.Combine(moduleFolder, "TokenRotation.psd1"));
    var packages = ShippedPackage.ReadAll(projectAssets);
    File.WriteAllText(Path.Combine(moduleFolder, "THIRD-PARTY-NOTICES.txt"), ThirdPartyNotices.For(manifest, packages));
    File.WriteAllText(nuspec, Nuspec.For(manifest));
    File.WriteAllText(billOfMaterials, BillOfMaterials.For(manifest, moduleFolder, packages));
    return 0;
}
catch (InvalidDataException failure)
{
    Console.Error.WriteLine("error: " + failure.Message);
    return 1;
}

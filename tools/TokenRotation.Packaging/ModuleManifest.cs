using System.Collections;
using System.Management.Automation.Language;

namespace TokenRotation.Packaging;

/// <summary>What a PowerShell module's manifest says about the package it becomes.</summary>
internal sealed record ModuleManifest(
    string Name,
    string Version,
    string Author,
    string CompanyName,
    string Copyright,
    string Description,
    string ReleaseNotes,
    string ProjectUri,
    string LicenseUri,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Cmdlets,
    IReadOnlyList<string> Functions)
{
    /// <summary>The manifest of the module that a folder holds.</summary>
    /// <exception cref="InvalidDataException">The folder holds no manifest, or several.</exception>
    public static string PathIn(string moduleFolder) => Directory.GetFiles(moduleFolder, "*.psd1") is [var only]
        ? only
        : throw new InvalidDataException($"{moduleFolder} must hold one manifest.");

    /// <inheritdoc cref="Read"/>
    public static ModuleManifest ReadIn(string moduleFolder) => Read(PathIn(moduleFolder));

    /// <summary>Reads a manifest as data: nothing in it is executed.</summary>
    /// <exception cref="InvalidDataException">The file is no manifest, or lacks a key that the package needs.</exception>
    public static ModuleManifest Read(string path)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        var table = errors.Length == 0
            ? script.Find(node => node is HashtableAst, searchNestedScriptBlocks: false) as HashtableAst
            : throw new InvalidDataException($"{path}: {errors[0].Message}");
        var values = table?.SafeGetValue() as Hashtable
            ?? throw new InvalidDataException($"{path} holds no hash table.");
        var gallery = values["PrivateData"] is Hashtable { } data ? data["PSData"] as Hashtable : null;
        return new(
            Path.GetFileNameWithoutExtension(path),
            Text(values, "ModuleVersion"),
            Text(values, "Author"),
            Text(values, "CompanyName"),
            Text(values, "Copyright"),
            Text(values, "Description"),
            Text(gallery, "ReleaseNotes"),
            Text(gallery, "ProjectUri"),
            Text(gallery, "LicenseUri"),
            List(gallery, "Tags"),
            List(values, "CmdletsToExport"),
            List(values, "FunctionsToExport"));

        string Text(Hashtable? from, string key) =>
            from?[key] as string is { Length: > 0 } text ? text : throw new InvalidDataException($"{path} has no {key}.");

        string[] List(Hashtable? from, string key) =>
            from?[key] is object[] items ? [.. items.Cast<string>()] : throw new InvalidDataException($"{path} has no {key}.");
    }
}

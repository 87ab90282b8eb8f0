using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TokenRotation.Packaging.Tests;

/// <summary>An assembly's identity, what it offers and what it asks for, read without loading it.</summary>
internal sealed record AssemblyFile(
    AssemblyName Name,
    IReadOnlySet<string> Types,
    IReadOnlyList<(AssemblyName Assembly, IReadOnlyList<string> Types)> References)
{
    public static AssemblyFile Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        var asked = metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference)
            .ToLookup(type => (AssemblyReferenceHandle)type.ResolutionScope, type => FullName(metadata, type.Namespace, type.Name));
        return new(
            metadata.GetAssemblyDefinition().GetAssemblyName(),
            metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Select(type => FullName(metadata, type.Namespace, type.Name))
                .Concat(metadata.ExportedTypes.Select(metadata.GetExportedType).Select(type => FullName(metadata, type.Namespace, type.Name)))
                .ToHashSet(StringComparer.Ordinal),
            [.. metadata.AssemblyReferences.Select(handle =>
                (metadata.GetAssemblyReference(handle).GetAssemblyName(), (IReadOnlyList<string>)[.. asked[handle]]))]);
    }

    /// <summary>The assemblies of some folders, by their names.</summary>
    public static Dictionary<string, AssemblyFile> ReadAll(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
        .Where(IsAssembly)
        .Select(Read)
        .ToDictionary(file => file.Name.Name!, StringComparer.OrdinalIgnoreCase);

    // .NET Framework's folder holds a module without an identity of its own.
    private static bool IsAssembly(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return image.HasMetadata && image.GetMetadataReader().IsAssembly;
    }

    private static string FullName(MetadataReader metadata, StringHandle space, StringHandle name) =>
        metadata.GetString(space) + "." + metadata.GetString(name);
}

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TokenRotation.Packaging.Tests;

/// <summary>An assembly's identity, what it offers and what it asks for, read without loading it.</summary>
/// <param name="Name">Its identity.</param>
/// <param name="Types">The types that it defines or forwards.</param>
/// <param name="References">The assemblies that it asks for, and which types of each.</param>
/// <param name="PublicShapes">
/// Its public types, and the assemblies that a loader needs to lay each out: base, interfaces, fields.
/// </param>
internal sealed record AssemblyFile(
    AssemblyName Name,
    IReadOnlySet<string> Types,
    IReadOnlyList<(AssemblyName Assembly, IReadOnlyList<string> Types)> References,
    IReadOnlyList<(string Type, IReadOnlySet<string> Assemblies)> PublicShapes)
{
    public static AssemblyFile Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        var asked = metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference)
            .ToLookup(type => (AssemblyReferenceHandle)type.ResolutionScope, type =>
                FullName(metadata, type.Namespace, type.Name));
        return new(
            metadata.GetAssemblyDefinition().GetAssemblyName(),
            metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Select(type => FullName(metadata, type.Namespace, type.Name))
                .Concat(metadata.ExportedTypes.Select(metadata.GetExportedType)
                    .Select(type => FullName(metadata, type.Namespace, type.Name)))
                .ToHashSet(StringComparer.Ordinal),
            [.. metadata.AssemblyReferences.Select(handle =>
                (metadata.GetAssemblyReference(handle).GetAssemblyName(), (IReadOnlyList<string>)[.. asked[handle]]))],
            [.. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(IsPublic)
                .Select(type => (FullName(metadata, type.Namespace, type.Name), (IReadOnlySet<string>)Shape(metadata, type)))]);
    }

    /// <summary>The assemblies of some folders, by their names.</summary>
    public static Dictionary<string, AssemblyFile> ReadAll(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
        .Where(IsAssembly)
        .Select(Read)
        .ToDictionary(file => file.Name.Name!, StringComparer.OrdinalIgnoreCase);

    private static bool IsPublic(TypeDefinition type) =>
        (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic;

    private static HashSet<string> Shape(MetadataReader metadata, TypeDefinition type)
    {
        var mentioned = new MentionedAssemblies(metadata);
        return type.GetInterfaceImplementations()
            .Select(handle => mentioned.Of(metadata.GetInterfaceImplementation(handle).Interface))
            .Concat(type.GetFields().Select(handle => metadata.GetFieldDefinition(handle).DecodeSignature(mentioned, null)))
            .Append(mentioned.Of(type.BaseType))
            .SelectMany(names => names)
            .ToHashSet(StringComparer.Ordinal);
    }

    // .NET Framework's folder holds a module without an identity of its own.
    private static bool IsAssembly(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return image.HasMetadata && image.GetMetadataReader().IsAssembly;
    }

    private static string FullName(MetadataReader metadata, StringHandle space, StringHandle name) =>
        metadata.GetString(space) + "." + metadata.GetString(name);
}

using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace TokenRotation.Packaging.Tests;

/// <summary>Reads a signature as the names of the assemblies that it mentions.</summary>
internal sealed class MentionedAssemblies(MetadataReader metadata) : ISignatureTypeProvider<ImmutableHashSet<string>, object?>
{
    private static readonly ImmutableHashSet<string> None = [];

    /// <summary>The assemblies that a base class or an interface stands in.</summary>
    public ImmutableHashSet<string> Of(EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference => GetTypeFromReference(metadata, (TypeReferenceHandle)type, 0),
        HandleKind.TypeSpecification => GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)type, 0),
        _ => None,
    };

    public ImmutableHashSet<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        reader.GetTypeReference(handle).ResolutionScope switch
        {
            { Kind: HandleKind.AssemblyReference } scope =>
                [reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)],
            { Kind: HandleKind.TypeReference } outer => GetTypeFromReference(reader, (TypeReferenceHandle)outer, rawTypeKind),
            _ => None,
        };

    public ImmutableHashSet<string> GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public ImmutableHashSet<string> GetGenericInstantiation(
        ImmutableHashSet<string> genericType, ImmutableArray<ImmutableHashSet<string>> typeArguments) =>
        typeArguments.Aggregate(genericType, (all, one) => all.Union(one));

    public ImmutableHashSet<string> GetFunctionPointerType(MethodSignature<ImmutableHashSet<string>> signature) =>
        signature.ParameterTypes.Aggregate(signature.ReturnType, (all, one) => all.Union(one));

    public ImmutableHashSet<string> GetModifiedType(
        ImmutableHashSet<string> modifier, ImmutableHashSet<string> unmodifiedType, bool isRequired) =>
        unmodifiedType.Union(modifier);

    public ImmutableHashSet<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        None;

    public ImmutableHashSet<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => None;

    public ImmutableHashSet<string> GetGenericTypeParameter(object? genericContext, int index) => None;

    public ImmutableHashSet<string> GetGenericMethodParameter(object? genericContext, int index) => None;

    public ImmutableHashSet<string> GetArrayType(ImmutableHashSet<string> elementType, ArrayShape shape) => elementType;

    public ImmutableHashSet<string> GetSZArrayType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetByReferenceType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetPointerType(ImmutableHashSet<string> elementType) => elementType;

    public ImmutableHashSet<string> GetPinnedType(ImmutableHashSet<string> elementType) => elementType;
}

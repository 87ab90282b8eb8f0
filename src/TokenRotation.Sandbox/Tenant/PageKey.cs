using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenRotation.Sandbox.Tenant;

/// <summary>
/// The opaque cursor of a v2 list: the query and the place that the page reached, since no other parameter comes with it.
/// </summary>
internal static class PageKey
{
    public static string Encode(TokenListQuery query, SortPosition last) =>
        Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(new PageKeyContent(query, last), PageKeyJson.Default.PageKeyContent));

    public static PageKeyContent? TryDecode(string key)
    {
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(key), PageKeyJson.Default.PageKeyContent);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>What stands in a page key.</summary>
internal sealed record PageKeyContent(TokenListQuery Query, SortPosition Last);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PageKeyContent))]
internal sealed partial class PageKeyJson : JsonSerializerContext;

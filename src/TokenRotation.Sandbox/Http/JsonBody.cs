using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// A request's JSON object. Unknown and read-only properties are ignored, as Dynatrace ignores them; a null is an absence.
/// </summary>
internal readonly struct JsonBody
{
    private readonly JsonElement _object;

    private JsonBody(JsonElement value) => _object = value;

    public static JsonBody Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonBody(document.RootElement.Clone())
                : throw new InvalidRequestException(TenantErrors.UnreadableBody);
        }
        catch (JsonException)
        {
            throw new InvalidRequestException(TenantErrors.UnreadableBody);
        }
    }

    public string? Text(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Invalid(name, "must be a string."),
    };

    public bool? Flag(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Invalid(name, "must be a boolean."),
    };

    public long? Number(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
        _ => throw Invalid(name, "must be an integer."),
    };

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Property(name) is not { } array)
        {
            return null;
        }

        return array.ValueKind == JsonValueKind.Array
            && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. array.EnumerateArray().Select(item => item.GetString()!)]
            : throw Invalid(name, "must be an array of strings.");
    }

    public JsonBody? Object(string name) => Property(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new JsonBody(value),
        _ => throw Invalid(name, "must be an object."),
    };

    private static InvalidRequestException Invalid(string name, string message) => new(name, message, TenantErrors.PayloadBody);

    private JsonElement? Property(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenRotation.Sandbox.Http;

/// <summary>Lets the body of a fault be written as a string or, without escaping, as the JSON that it is.</summary>
internal sealed class RawTextConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.String
            ? document.RootElement.GetString()
            : document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

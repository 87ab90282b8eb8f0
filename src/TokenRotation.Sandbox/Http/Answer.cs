using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>An HTTP response that is not written yet: a fault may still take its place.</summary>
internal sealed record Answer(int Status)
{
    public const string JsonType = "application/json;charset=utf-8";

    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public string? ContentType { get; init; }

    public Action<IBufferWriter<byte>>? Body { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The token that the call was about, for the log.</summary>
    public string? TargetId { get; init; }

    public static Answer Json(int status, Action<Utf8JsonWriter> write) => new(status)
    {
        ContentType = JsonType,
        Body = buffer =>
        {
            using var writer = new Utf8JsonWriter(buffer, WriterOptions);
            write(writer);
        },
    };

    public static Answer Text(int status, string contentType, string text) => new(status)
    {
        ContentType = contentType,
        Body = buffer => buffer.Write(Encoding.UTF8.GetBytes(text)),
    };

    public static Answer Error(TenantError error) => Json(error.Code, writer => WriteEnvelope(writer, error));

    public static void WriteEnvelope(Utf8JsonWriter writer, TenantError error)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteNumber("code", error.Code);
        writer.WriteString("message", error.Message);
        if (error.Violations is { } violations)
        {
            writer.WriteStartArray("constraintViolations");
            foreach (var violation in violations)
            {
                writer.WriteStartObject();
                writer.WriteString("path", violation.Path);
                writer.WriteString("message", violation.Message);
                writer.WriteString("parameterLocation", violation.ParameterLocation);
                writer.WriteNull("location");
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public byte[] BodyBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Body?.Invoke(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}

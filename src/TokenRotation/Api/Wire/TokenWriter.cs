using System.Text.Encodings.Web;
using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Wire;

/// <summary>Writes the request bodies of both generations.</summary>
internal static class TokenWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Lookup(ApiToken token) => token.UseUtf8(bytes => Json(writer => writer.WriteString("token", bytes)));

    public static byte[] CreateV2(TokenSpec spec) => Json(writer =>
    {
        WriteNameAndScopes(writer, spec);
        if (Expiry.V2(spec) is { } expiry)
        {
            writer.WriteString("expirationDate", expiry);
        }

        if (spec.PersonalAccessToken)
        {
            writer.WriteBoolean("personalAccessToken", true);
        }
    });

    public static byte[] CreateV1(TokenSpec spec, DateTimeOffset now) => Json(writer =>
    {
        WriteNameAndScopes(writer, spec);
        if (Expiry.V1(spec, now) is { } expiry)
        {
            writer.WriteStartObject("expiresIn");
            writer.WriteNumber("value", expiry.Value);
            writer.WriteString("unit", expiry.Unit);
            writer.WriteEndObject();
        }
    });

    public static byte[] ManagingToken(string name, TimeSpan lifetime) => Json(writer =>
    {
        writer.WriteString("name", name);
        writer.WriteStartObject("expiresIn");
        writer.WriteNumber("value", (long)Math.Ceiling(lifetime.TotalSeconds));
        writer.WriteString("unit", "SECONDS");
        writer.WriteEndObject();
    });

    public static byte[] UpdateV2(TokenUpdate update) => Json(writer =>
    {
        if (update.Enabled is { } enabled)
        {
            writer.WriteBoolean("enabled", enabled);
        }

        WriteNameAndScopes(writer, update);
    });

    public static byte[] UpdateV1(TokenUpdate update) => Json(writer =>
    {
        if (update.Enabled is { } enabled)
        {
            writer.WriteBoolean("revoked", !enabled);
        }

        WriteNameAndScopes(writer, update);
    });

    private static void WriteNameAndScopes(Utf8JsonWriter writer, TokenSpec spec)
    {
        writer.WriteString("name", spec.Name);
        WriteScopes(writer, spec.Scopes);
    }

    private static void WriteNameAndScopes(Utf8JsonWriter writer, TokenUpdate update)
    {
        if (update.Name is not null)
        {
            writer.WriteString("name", update.Name);
        }

        if (update.Scopes is not null)
        {
            WriteScopes(writer, update.Scopes);
        }
    }

    // Both generations want unique values.
    private static void WriteScopes(Utf8JsonWriter writer, IReadOnlyList<string> scopes)
    {
        writer.WriteStartArray("scopes");
        foreach (var scope in scopes.Distinct(StringComparer.Ordinal))
        {
            writer.WriteStringValue(scope);
        }

        writer.WriteEndArray();
    }

    internal static byte[] Json(Action<Utf8JsonWriter> properties)
    {
        // Room for a lookup from the start: a stream that grows leaves copies of the token behind.
        using var stream = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        var json = stream.ToArray();
        Array.Clear(stream.GetBuffer(), 0, (int)stream.Length);
        return json;
    }
}

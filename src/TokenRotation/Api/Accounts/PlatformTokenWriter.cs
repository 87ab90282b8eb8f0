using System.Globalization;
using System.Text.Json;
using TokenRotation.Api.Wire;

namespace TokenRotation.Api.Accounts;

/// <summary>Writes the bodies of requests for platform tokens.</summary>
internal static class PlatformTokenWriter
{
    /// <summary>A new token. The account knows no relative times: the server's clock is reckoned with here.</summary>
    public static byte[] Create(TokenSpec spec, string? userUuid, DateTimeOffset now) => TokenWriter.Json(writer =>
    {
        writer.WriteString("name", spec.Name);
        WriteTexts(writer, "scope", spec.Scopes);
        WriteTexts(writer, "resource", spec.Resource);
        if ((spec.Lifetime is { } lifetime ? now + lifetime : spec.ExpirationDate) is { } expiry)
        {
            writer.WriteString("expirationDate", Date(expiry));
        }

        if (userUuid is not null)
        {
            writer.WriteString("userUuid", userUuid);
        }
    });

    public static byte[] Expiry(DateTimeOffset expiry) =>
        TokenWriter.Json(writer => writer.WriteString("expirationDate", Date(expiry)));

    public static byte[] Status(bool enabled) =>
        TokenWriter.Json(writer => writer.WriteString("status", enabled ? "ACTIVE" : "INACTIVE"));

    // Whole seconds, as the account writes them.
    private static string Date(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}

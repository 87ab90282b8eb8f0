using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Reports.Inventories;

/// <summary>
/// An inventory and its findings as JSON: what a later report is compared with, and what reports of a fleet are merged from.
/// </summary>
internal static class InventoryFile
{
    public const string Format = "TokenRotation inventory";
    public const int Version = 1;

    /// <summary>Writes a file. The default encoder leaves nothing that could be markup, wherever the text is pasted.</summary>
    public static void Write(Stream stream, Inventory inventory, IEnumerable<DtTokenFinding> findings)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteNumber("version", Version);
        writer.WriteString("written", inventory.Written.UtcDateTime);
        writer.WriteStartArray("environments");
        foreach (var environment in inventory.Environments)
        {
            writer.WriteStartObject();
            writer.WriteString("environment", environment.Url);
            writer.WriteString("time", environment.Time.UtcDateTime);
            writer.WriteBoolean("serverTime", environment.IsServerTime);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("tokens");
        foreach (var token in inventory.Tokens)
        {
            WriteToken(writer, token);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            WriteFinding(writer, finding);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Reads a file. Findings are not read: they follow from the tokens.</summary>
    /// <exception cref="ReportFileException">It is not such a file.</exception>
    public static Inventory Read(Stream stream, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return InventoryReader.Read(document.RootElement);
        }
        catch (Exception failure) when (
            failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw ReportFileException.Unreadable(path, failure.Message, failure);
        }
    }

    private static void WriteToken(Utf8JsonWriter writer, InventoryToken item)
    {
        var token = item.Token;
        writer.WriteStartObject();
        writer.WriteString("environment", token.Environment);
        writer.WriteString("id", token.Id);
        writer.WriteString("name", Text(token.Name));
        WriteIfKnown(writer, "owner", Text(token.Owner));
        writer.WriteBoolean("enabled", token.Enabled);
        WriteIfKnown(writer, "creationDate", token.CreationDate);
        WriteIfKnown(writer, "expirationDate", token.ExpirationDate);
        WriteIfKnown(writer, "lastUsedDate", token.LastUsedDate);
        WriteIfKnown(writer, "lastUsedIpAddress", Text(token.LastUsedIpAddress));
        WriteIfKnown(writer, "modifiedDate", token.ModifiedDate);
        writer.WriteBoolean("personalAccessToken", token.PersonalAccessToken);
        writer.WriteStartArray("scopes");
        foreach (var scope in token.Scopes)
        {
            writer.WriteStringValue(Text(scope));
        }

        writer.WriteEndArray();
        if (token.Resource.Count > 0)
        {
            writer.WriteStartArray("resource");
            foreach (var urn in token.Resource)
            {
                writer.WriteStringValue(Text(urn));
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("additionalMetadata");
        foreach (var pair in token.AdditionalMetadata)
        {
            writer.WriteString(pair.Key, Text(pair.Value));
        }

        writer.WriteEndObject();
        if (item.Rotation.Stage != RotationStage.None)
        {
            writer.WriteStartObject("rotation");
            writer.WriteString("stage", item.Rotation.Stage.ToString());
            WriteIfKnown(writer, "reason", item.Rotation.Reason);
            WriteIfKnown(writer, "partner", Text(item.Rotation.PartnerId));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter writer, DtTokenFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", finding.Kind.ToString());
        writer.WriteString("severity", finding.Severity.ToString());
        writer.WriteString("environment", finding.Environment);
        writer.WriteString("id", finding.Id);
        writer.WriteString("message", finding.Message);
        writer.WriteString("command", finding.Command);
        writer.WriteEndObject();
    }

    // A secret that somebody pasted into a name stays out of the file.
    private static string? Text(string? text) =>
        text is null ? null : ServerText.HoldsToken(text) ? ServerText.Clean(text) : text;

    private static void WriteIfKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } known)
        {
            writer.WriteString(name, known.UtcDateTime);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>Tokens in the JSON of each generation. Written by hand: ten thousand tokens are one page.</summary>
internal static class TokenJson
{
    private const int LongestDate = 24;

    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Enabled = JsonEncodedText.Encode("enabled");
    private static readonly JsonEncodedText Owner = JsonEncodedText.Encode("owner");
    private static readonly JsonEncodedText CreationDate = JsonEncodedText.Encode("creationDate");
    private static readonly JsonEncodedText ExpirationDate = JsonEncodedText.Encode("expirationDate");
    private static readonly JsonEncodedText LastUsedDate = JsonEncodedText.Encode("lastUsedDate");
    private static readonly JsonEncodedText LastUsedIpAddress = JsonEncodedText.Encode("lastUsedIpAddress");
    private static readonly JsonEncodedText ModifiedDate = JsonEncodedText.Encode("modifiedDate");
    private static readonly JsonEncodedText PersonalAccessToken = JsonEncodedText.Encode("personalAccessToken");
    private static readonly JsonEncodedText Scopes = JsonEncodedText.Encode("scopes");
    private static readonly JsonEncodedText AdditionalMetadata = JsonEncodedText.Encode("additionalMetadata");

    /// <summary>A token as v2 shows it: what is null is left out.</summary>
    public static void WriteV2(Utf8JsonWriter writer, TenantToken token, TokenFields fields)
    {
        writer.WriteStartObject();
        WriteV2Properties(writer, token, fields);
        writer.WriteEndObject();
    }

    /// <summary>The properties alone, for an object that holds more.</summary>
    public static void WriteV2Properties(Utf8JsonWriter writer, TenantToken token, TokenFields fields)
    {
        writer.WriteString(Id, token.Id);
        WriteWhen(fields.HasFlag(TokenFields.Name), writer, Name, token.Name);
        if (fields.HasFlag(TokenFields.Enabled))
        {
            writer.WriteBoolean(Enabled, token.Enabled);
        }

        WriteWhen(fields.HasFlag(TokenFields.Owner), writer, Owner, token.Owner);
        WriteDate(fields.HasFlag(TokenFields.CreationDate), writer, CreationDate, token.CreationDate);
        WriteDate(fields.HasFlag(TokenFields.ExpirationDate), writer, ExpirationDate, token.ExpirationDate);
        WriteDate(fields.HasFlag(TokenFields.LastUsedDate), writer, LastUsedDate, token.LastUsedDate);
        WriteWhen(fields.HasFlag(TokenFields.LastUsedIpAddress), writer, LastUsedIpAddress, token.LastUsedIpAddress);
        WriteDate(fields.HasFlag(TokenFields.ModifiedDate), writer, ModifiedDate, token.ModifiedDate);
        if (fields.HasFlag(TokenFields.PersonalAccessToken))
        {
            writer.WriteBoolean(PersonalAccessToken, token.PersonalAccessToken);
        }

        if (fields.HasFlag(TokenFields.Scopes))
        {
            WriteScopes(writer, token);
        }

        if (fields.HasFlag(TokenFields.AdditionalMetadata) && token.AdditionalMetadata is { } metadata)
        {
            writer.WriteStartObject(AdditionalMetadata);
            foreach (var (key, value) in metadata)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>A token as v1 shows it. As in the documented examples, a flag that is false is left out.</summary>
    public static void WriteV1(Utf8JsonWriter writer, TenantToken token, bool isoDates)
    {
        writer.WriteStartObject();
        writer.WriteString(Id, token.Id);
        writer.WriteString(Name, token.Name);
        writer.WriteString("userId", token.Owner);
        WriteTrue(writer, "revoked", !token.Enabled);
        WriteV1Date(writer, "created", token.CreationDate, isoDates);
        WriteV1Date(writer, "expires", token.ExpirationDate, isoDates);
        WriteV1Date(writer, "lastUse", token.LastUsedDate, isoDates);
        WriteScopes(writer, token);
        WriteTrue(writer, "personalAccessToken", token.PersonalAccessToken);
        writer.WriteEndObject();
    }

    /// <summary>A token of a v1 list.</summary>
    public static void WriteStub(Utf8JsonWriter writer, TenantToken token)
    {
        writer.WriteStartObject();
        writer.WriteString(Id, token.Id);
        writer.WriteString(Name, token.Name);
        writer.WriteEndObject();
    }

    /// <summary>A date of v2, whose fraction is left out when it is zero.</summary>
    public static void WriteDate(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset date)
    {
        Span<char> text = stackalloc char[LongestDate];
        var format = date.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        date.UtcDateTime.TryFormat(text, out var length, format, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    private static void WriteDate(bool wanted, Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset? date)
    {
        if (wanted && date is { } value)
        {
            WriteDate(writer, name, value);
        }
    }

    private static void WriteWhen(bool wanted, Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (wanted && text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteScopes(Utf8JsonWriter writer, TenantToken token)
    {
        writer.WriteStartArray(Scopes);
        foreach (var scope in token.Scopes)
        {
            writer.WriteStringValue(scope);
        }

        writer.WriteEndArray();
    }

    private static void WriteTrue(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, value);
        }
    }

    private static void WriteV1Date(Utf8JsonWriter writer, string name, DateTimeOffset? date, bool iso)
    {
        if (date is not { } value)
        {
            return;
        }

        if (iso)
        {
            writer.WriteString(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumber(name, value.ToUnixTimeMilliseconds());
        }
    }
}

using System.Globalization;
using System.Text.Json;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Http;

/// <summary>Tokens in the JSON of each generation. Written by hand: ten thousand tokens are one page.</summary>
internal static class TokenJson
{
    private const int RoundTripLength = 28;
    private const int SecondsLength = 19;
    private const int MillisecondsLength = 23;

    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Enabled = JsonEncodedText.Encode("enabled");
    private static readonly JsonEncodedText UserId = JsonEncodedText.Encode("userId");
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
        WriteWhen(Has(fields, TokenFields.Name), writer, Name, token.Name);
        if (Has(fields, TokenFields.Enabled))
        {
            writer.WriteBoolean(Enabled, token.Enabled);
        }

        WriteWhen(Has(fields, TokenFields.Owner), writer, Owner, token.Owner);
        WriteDate(Has(fields, TokenFields.CreationDate), writer, CreationDate, token.CreationDate);
        WriteDate(Has(fields, TokenFields.ExpirationDate), writer, ExpirationDate, token.ExpirationDate);
        WriteDate(Has(fields, TokenFields.LastUsedDate), writer, LastUsedDate, token.LastUsedDate);
        WriteWhen(Has(fields, TokenFields.LastUsedIpAddress), writer, LastUsedIpAddress, token.LastUsedIpAddress);
        WriteDate(Has(fields, TokenFields.ModifiedDate), writer, ModifiedDate, token.ModifiedDate);
        if (Has(fields, TokenFields.PersonalAccessToken))
        {
            writer.WriteBoolean(PersonalAccessToken, token.PersonalAccessToken);
        }

        if (Has(fields, TokenFields.Scopes))
        {
            WriteScopes(writer, token);
        }

        if (Has(fields, TokenFields.AdditionalMetadata) && token.AdditionalMetadata is { } metadata)
        {
            writer.WriteStartObject(AdditionalMetadata);
            // By index, like the scopes.
            for (var i = 0; i < metadata.Count; i++)
            {
                writer.WriteString(metadata[i].Key, metadata[i].Value);
            }

            writer.WriteEndObject();
        }
    }

    /// <summary>A token as v1 shows it. Of the flags that are false it shows <c>revoked</c>.</summary>
    public static void WriteV1(Utf8JsonWriter writer, TenantToken token, TenantOptions options)
    {
        var isoDates = options.V1IsoDates;
        writer.WriteStartObject();
        writer.WriteString(Id, token.Id);
        writer.WriteString(Name, token.Name);
        WriteWhen(token.Owner.Length > 0 || !options.EmptyOwnersLeftOut, writer, UserId, token.Owner);
        if (!token.Enabled || !options.V1LeavesOutRevoked)
        {
            writer.WriteBoolean("revoked", !token.Enabled);
        }

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
        // The round-trip format is several times quicker than a custom one; it is cut to what is shown.
        Span<char> text = stackalloc char[RoundTripLength];
        date.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var length = date.Millisecond == 0 ? SecondsLength : MillisecondsLength;
        text[length] = 'Z';
        writer.WriteString(name, text[..(length + 1)]);
    }

    private static bool Has(TokenFields fields, TokenFields field) => (fields & field) != 0;

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
        // By index: an enumerator would be an allocation for each token.
        for (var i = 0; i < token.Scopes.Count; i++)
        {
            writer.WriteStringValue(token.Scopes[i]);
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

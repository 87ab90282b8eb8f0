using System.Globalization;
using System.Text.Json;

namespace TokenRotation.Sandbox.Account;

/// <summary>Platform tokens in the account's JSON, with the keys that recorded answers have.</summary>
internal static class AccountJson
{
    public static void Write(Utf8JsonWriter writer, PlatformTokenPage page, SandboxAccount account)
    {
        writer.WriteStartObject();
        writer.WriteNumber("pageSize", page.Query.Size);
        writer.WriteNumber("pageNumber", page.Query.Page);
        writer.WriteNumber("total", page.Total);
        writer.WriteStartArray("results");
        foreach (var entry in page.Entries)
        {
            writer.WriteStartObject();
            WriteProperties(writer, entry.Token, entry.Use, account);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteCreated(Utf8JsonWriter writer, PlatformToken token)
    {
        writer.WriteStartObject();
        writer.WriteString("name", token.Name);
        writer.WriteString("tokenId", token.Id);
        writer.WriteString("token", token.Token);
        writer.WriteEndObject();
    }

    public static void WriteUser(Utf8JsonWriter writer, string uuid, string email)
    {
        writer.WriteStartObject();
        writer.WriteString("uid", uuid);
        writer.WriteString("email", email);
        writer.WriteString("name", string.Empty);
        writer.WriteString("surname", string.Empty);
        writer.WriteStartArray("groups");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The properties alone, for an object that holds more.</summary>
    public static void WriteProperties(Utf8JsonWriter writer, PlatformToken token, TokenUse? use, SandboxAccount account)
    {
        writer.WriteString("tokenId", token.Id);
        writer.WriteString("accountUuid", account.Uuid);
        writer.WriteString("name", token.Name);
        WriteTexts(writer, "scope", token.Scopes);
        WriteTexts(writer, "resource", token.Resources);
        writer.WriteString("status", token.Active ? "ACTIVE" : "INACTIVE");
        WriteDate(writer, "expirationDate", token.ExpirationDate);
        WriteDate(writer, "createdAt", token.CreatedAt);
        WriteDate(writer, "updatedAt", token.UpdatedAt);
        writer.WriteString("createdBy", token.CreatedBy);
        writer.WriteString("owner", token.Owner);
        writer.WriteStartObject("metadata");
        WriteDate(writer, "lastUsedAt", use?.At);
        writer.WriteString("lastClientIp", use?.Address);
        writer.WriteEndObject();
        if (account.Options.ListHasTags)
        {
            writer.WriteString("description", string.Empty);
            WriteTexts(writer, "tags", token.Tags);
            writer.WriteString("userUuid", account.UserUuid(token.Owner));
        }
    }

    public static void WriteDate(Utf8JsonWriter writer, string name, DateTimeOffset? date) => writer.WriteString(
        name, date?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}

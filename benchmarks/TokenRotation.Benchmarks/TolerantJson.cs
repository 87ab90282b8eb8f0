using System.Text.Json;
using System.Text.Json.Serialization;
using TokenRotation.Api.Wire;

namespace TokenRotation.Benchmarks;

/// <summary>A list as System.Text.Json's generated code reads it, with converters that take what TokenReader takes.</summary>
internal sealed class TolerantList
{
    public List<TolerantToken> ApiTokens { get; set; } = [];
}

/// <summary>A token of either generation: two properties stand for one where the generations' names differ.</summary>
internal sealed class TolerantToken
{
    [JsonConverter(typeof(TolerantText))]
    public string? Id { get; set; }

    [JsonConverter(typeof(TolerantText))]
    public string? Name { get; set; }

    [JsonConverter(typeof(TolerantText))]
    public string? Owner { get; set; }

    [JsonConverter(typeof(TolerantText))]
    public string? UserId { get; set; }

    [JsonConverter(typeof(TolerantFlag))]
    public bool? Enabled { get; set; }

    [JsonConverter(typeof(TolerantFlag))]
    public bool? Revoked { get; set; }

    [JsonConverter(typeof(TolerantFlag))]
    public bool? PersonalAccessToken { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? CreationDate { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? Created { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? ExpirationDate { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? Expires { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? LastUsedDate { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? LastUse { get; set; }

    [JsonConverter(typeof(TolerantText))]
    public string? LastUsedIpAddress { get; set; }

    [JsonConverter(typeof(TolerantDate))]
    public DateTimeOffset? ModifiedDate { get; set; }

    [JsonConverter(typeof(TolerantTexts))]
    public string[]? Scopes { get; set; }

    [JsonConverter(typeof(TolerantMetadata))]
    public Dictionary<string, string>? AdditionalMetadata { get; set; }

    public DtToken ToToken(string environment)
    {
        var token = new DtToken
        {
            Id = Id ?? throw new JsonException(),
            Name = Name ?? string.Empty,
            Environment = environment,
            Owner = Owner ?? UserId,
            Enabled = Enabled ?? !Revoked ?? true,
            CreationDate = CreationDate ?? Created,
            ExpirationDate = ExpirationDate ?? Expires,
            LastUsedDate = LastUsedDate ?? LastUse,
            LastUsedIpAddress = LastUsedIpAddress,
            ModifiedDate = ModifiedDate,
            PersonalAccessToken = PersonalAccessToken ?? false,
            Scopes = Scopes ?? [],
        };
        return AdditionalMetadata is null ? token : token with { AdditionalMetadata = AdditionalMetadata };
    }
}

internal sealed class TolerantText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    internal static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }
}

internal sealed class TolerantFlag : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => bool.TryParse(TolerantText.Text(ref reader), out var value) ? value : null,
        };

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

internal sealed class TolerantDate : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var milliseconds) ? WireDate.FromMilliseconds(milliseconds) : null;
        }

        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var date)
            ? date
            : DateTimeOffset.TryParse(TolerantText.Text(ref reader), out var other) ? other : null;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

internal sealed class TolerantTexts : JsonConverter<string[]>
{
    public override string[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (TolerantText.Text(ref reader) is { } text)
            {
                texts.Add(text);
            }
        }

        return [.. texts];
    }

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

internal sealed class TolerantMetadata : JsonConverter<Dictionary<string, string>>
{
    public override Dictionary<string, string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind != JsonValueKind.Object
            ? null
            : document.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(property => property.Name, property => property.Value.ToString());
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>The generated reader.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TolerantList))]
internal sealed partial class TolerantJson : JsonSerializerContext;

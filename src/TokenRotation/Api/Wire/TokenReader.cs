using System.Text.Json;

namespace TokenRotation.Api.Wire;

/// <summary>
/// Reads tokens as either generation writes them. By hand and straight from the bytes: System.Text.Json's generated code with
/// converters that take the same takes nearly twice the time, and twice the memory on the way (benchmark "reading"). Unknown
/// properties and values of an unexpected type are passed over: every field but the ID may be missing.
/// </summary>
internal sealed class TokenReader(string environment)
{
    private readonly TextPool _pool = new();
    private readonly List<string> _scopes = [];

    /// <summary>A single token.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="environment">Whose answer it is.</param>
    /// <param name="id">The ID of the token that was asked for; null where the question names none.</param>
    /// <exception cref="JsonException">The bytes are no token, or another one than was asked for.</exception>
    public static DtToken Single(ReadOnlySpan<byte> bytes, string environment, string? id = null)
    {
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        var token = new TokenReader(environment).Token(ref reader);
        return id is null || string.Equals(token.Id, id, StringComparison.OrdinalIgnoreCase) ? token : throw new JsonException();
    }

    /// <summary>The token that the reader, which stands on its opening brace, holds.</summary>
    public DtToken Token(ref Utf8JsonReader reader) => Row(ref reader, out _) ?? throw new JsonException();

    /// <summary>The same of a row of a list; null where its ID is none, and then its name alone.</summary>
    public DtToken? Row(ref Utf8JsonReader reader, out string? name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        name = null;
        string? id = null, owner = null, address = null;
        bool? enabled = null;
        var personal = false;
        DateTimeOffset? created = null, expires = null, used = null, modified = null;
        IReadOnlyList<string>? scopes = null;
        IReadOnlyDictionary<string, string>? metadata = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = PropertyAt(ref reader);
            reader.Read();
            switch (property)
            {
                case Property.Id:
                    id = Text(ref reader);
                    break;
                case Property.Name:
                    name = Text(ref reader);
                    break;
                case Property.Owner:
                    owner = PooledText(ref reader);
                    break;
                case Property.Enabled:
                    enabled = Boolean(ref reader) ?? enabled;
                    break;
                case Property.Revoked:
                    enabled = !Boolean(ref reader) ?? enabled;
                    break;
                case Property.PersonalAccessToken:
                    personal = Boolean(ref reader) ?? false;
                    break;
                case Property.CreationDate:
                    created = WireDate.Read(ref reader);
                    break;
                case Property.ExpirationDate:
                    expires = WireDate.Read(ref reader);
                    break;
                case Property.LastUsedDate:
                    used = WireDate.Read(ref reader);
                    break;
                case Property.LastUsedIpAddress:
                    address = PooledText(ref reader);
                    break;
                case Property.ModifiedDate:
                    modified = WireDate.Read(ref reader);
                    break;
                case Property.Scopes:
                    scopes = Scopes(ref reader);
                    break;
                case Property.AdditionalMetadata:
                    metadata = Metadata(ref reader);
                    break;
                default:
                    Skip(ref reader);
                    break;
            }
        }

        // An ID is shown, and put into advice to be copied: what is none must not get that far.
        if (id is null || !TokenId.IsLegible(id))
        {
            return null;
        }

        var token = new DtToken
        {
            Id = id!,
            Name = name ?? string.Empty,
            Environment = environment,
            Owner = owner,
            Enabled = enabled ?? true,
            CreationDate = created,
            ExpirationDate = expires,
            LastUsedDate = used,
            LastUsedIpAddress = address,
            ModifiedDate = modified,
            PersonalAccessToken = personal,
            Scopes = scopes ?? [],
        };
        return metadata is null ? token : token with { AdditionalMetadata = metadata };
    }

    /// <summary>The text that the reader stands on; null for anything else.</summary>
    internal static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        Skip(ref reader);
        return null;
    }

    internal static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip())
        {
            throw new JsonException();
        }
    }

    private string? PooledText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return _pool.Read(ref reader);
        }

        Skip(ref reader);
        return null;
    }

    private string[]? Scopes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Skip(ref reader);
            return null;
        }

        _scopes.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (PooledText(ref reader) is { } scope)
            {
                _scopes.Add(scope);
            }
        }

        return _scopes.ToArray();
    }

    private static Dictionary<string, string>? Metadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Skip(ref reader);
            return null;
        }

        var metadata = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            using var value = JsonDocument.ParseValue(ref reader);
            if (value.RootElement.ValueKind != JsonValueKind.Null)
            {
                metadata[key] = value.RootElement.ToString();
            }
        }

        return metadata;
    }

    private static bool? Boolean(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                // The vendor's own samples quote booleans.
                return bool.TryParse(reader.GetString(), out var value) ? value : null;
            default:
                Skip(ref reader);
                return null;
        }
    }

    private static Property PropertyAt(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        return name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Property.Id,
            4 when name.SequenceEqual("name"u8) => Property.Name,
            5 when name.SequenceEqual("owner"u8) => Property.Owner,
            6 when name.SequenceEqual("scopes"u8) => Property.Scopes,
            6 when name.SequenceEqual("userId"u8) => Property.Owner,
            7 when name.SequenceEqual("enabled"u8) => Property.Enabled,
            7 when name.SequenceEqual("revoked"u8) => Property.Revoked,
            7 when name.SequenceEqual("created"u8) => Property.CreationDate,
            7 when name.SequenceEqual("expires"u8) => Property.ExpirationDate,
            7 when name.SequenceEqual("lastUse"u8) => Property.LastUsedDate,
            12 when name.SequenceEqual("creationDate"u8) => Property.CreationDate,
            12 when name.SequenceEqual("lastUsedDate"u8) => Property.LastUsedDate,
            12 when name.SequenceEqual("modifiedDate"u8) => Property.ModifiedDate,
            14 when name.SequenceEqual("expirationDate"u8) => Property.ExpirationDate,
            17 when name.SequenceEqual("lastUsedIpAddress"u8) => Property.LastUsedIpAddress,
            18 when name.SequenceEqual("additionalMetadata"u8) => Property.AdditionalMetadata,
            19 when name.SequenceEqual("personalAccessToken"u8) => Property.PersonalAccessToken,
            _ => Property.Unknown,
        };
    }

    private enum Property
    {
        Unknown,
        Id,
        Name,
        Owner,
        Enabled,
        Revoked,
        PersonalAccessToken,
        CreationDate,
        ExpirationDate,
        LastUsedDate,
        LastUsedIpAddress,
        ModifiedDate,
        Scopes,
        AdditionalMetadata,
    }
}

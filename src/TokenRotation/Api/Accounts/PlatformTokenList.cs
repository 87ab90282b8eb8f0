using System.Text.Json;
using TokenRotation.Api.Wire;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// A page of platform tokens, as the account sent it. Every field but the ID may be missing; unknown properties and values of an
/// unexpected type are passed over.
/// </summary>
/// <param name="Tokens">The tokens of the page.</param>
/// <param name="Total">How many there are on all pages; null where the account does not say.</param>
/// <param name="WithoutId">The names of those whose IDs are none.</param>
internal sealed record PlatformTokenList(List<DtToken> Tokens, long? Total, IReadOnlyList<string> WithoutId)
{
    private const string Inactive = "INACTIVE";

    /// <summary>Reads <c>{"pageSize","pageNumber","total","results"}</c>, in any order.</summary>
    /// <exception cref="JsonException">The bytes are no such page.</exception>
    public static PlatformTokenList Read(ReadOnlySpan<byte> bytes, string account)
    {
        var reader = new Utf8JsonReader(bytes);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        List<DtToken>? tokens = null;
        var withoutId = new List<string>();
        long? total = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            if (property == "results")
            {
                tokens = ReadTokens(ref reader, account, withoutId);
            }
            else if (property == "total" && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            {
                total = number;
            }
            else
            {
                TokenReader.Skip(ref reader);
            }
        }

        return new PlatformTokenList(tokens ?? throw new JsonException(), total, withoutId);
    }

    private static List<DtToken> ReadTokens(ref Utf8JsonReader reader, string account, List<string> withoutId)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var tokens = new List<DtToken>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var token = ReadToken(ref reader, account);
            if (TokenId.IsLegible(token.Id))
            {
                tokens.Add(token);
            }
            else
            {
                withoutId.Add(token.Name);
            }
        }

        return tokens;
    }

    private static DtToken ReadToken(ref Utf8JsonReader reader, string account)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var token = new DtToken { Id = string.Empty, Environment = account };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            token = property switch
            {
                "tokenId" => token with { Id = TokenReader.Text(ref reader) ?? string.Empty },
                "name" => token with { Name = TokenReader.Text(ref reader) ?? string.Empty },
                "owner" => token with { Owner = TokenReader.Text(ref reader) },
                "scope" => token with { Scopes = Texts(ref reader) },
                "resource" => token with { Resource = Texts(ref reader) },
                // Another status than these two is none that is known to end a token.
                "status" => token with { Enabled = TokenReader.Text(ref reader) != Inactive },
                "expirationDate" => token with { ExpirationDate = WireDate.Read(ref reader) },
                "createdAt" => token with { CreationDate = WireDate.Read(ref reader) },
                "updatedAt" => token with { ModifiedDate = WireDate.Read(ref reader) },
                "metadata" when reader.TokenType == JsonTokenType.StartObject => WithUse(token, ref reader),
                _ => Skipped(token, ref reader),
            };
        }

        return token;
    }

    private static DtToken WithUse(DtToken token, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            token = property switch
            {
                "lastUsedAt" => token with { LastUsedDate = WireDate.Read(ref reader) },
                "lastClientIp" => token with { LastUsedIpAddress = TokenReader.Text(ref reader) },
                _ => Skipped(token, ref reader),
            };
        }

        return token;
    }

    private static DtToken Skipped(DtToken token, ref Utf8JsonReader reader)
    {
        TokenReader.Skip(ref reader);
        return token;
    }

    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            TokenReader.Skip(ref reader);
            return texts;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (TokenReader.Text(ref reader) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }
}

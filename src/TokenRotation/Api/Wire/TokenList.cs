using System.Text.Json;

namespace TokenRotation.Api.Wire;

/// <summary>A page of API v2's token list, as the server sent it.</summary>
internal sealed record TokenList(List<DtToken> Tokens, long? TotalCount, string? NextPageKey)
{
    /// <summary>How large the page was.</summary>
    public long Bytes { get; init; }

    /// <summary>The names of the tokens whose IDs are none, and which nothing can be done with.</summary>
    public IReadOnlyList<string> WithoutId { get; init; } = [];

    /// <summary>Reads <c>{"totalCount","pageSize","nextPageKey","apiTokens"}</c>, in any order.</summary>
    /// <exception cref="JsonException">The bytes are no token list.</exception>
    public static TokenList Read(ReadOnlySpan<byte> bytes, string environment)
    {
        var reader = new Utf8JsonReader(bytes);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        List<DtToken>? tokens = null;
        var withoutId = new List<string>();
        long? total = null;
        string? next = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiTokens"u8))
            {
                reader.Read();
                tokens = ReadTokens(ref reader, environment, total, withoutId);
            }
            else if (reader.ValueTextEquals("totalCount"u8))
            {
                reader.Read();
                total = Number(ref reader);
            }
            else if (reader.ValueTextEquals("nextPageKey"u8))
            {
                reader.Read();
                next = TokenReader.Text(ref reader);
            }
            else
            {
                reader.Read();
                TokenReader.Skip(ref reader);
            }
        }

        tokens ??= total == 0 ? [] : throw new JsonException();
        return new TokenList(tokens, total, string.IsNullOrEmpty(next) ? null : next)
        {
            Bytes = bytes.Length,
            WithoutId = withoutId,
        };
    }

    private static List<DtToken> ReadTokens(ref Utf8JsonReader reader, string environment, long? total, List<string> withoutId)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var tokens = new List<DtToken>((int)Math.Min(Math.Max(total ?? 0, 0), TokenQuery.MaximumPageSize));
        var each = new TokenReader(environment);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (each.Row(ref reader, out var name) is { } token)
            {
                tokens.Add(token);
            }
            else
            {
                withoutId.Add(name ?? string.Empty);
            }
        }

        return tokens;
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            return number;
        }

        TokenReader.Skip(ref reader);
        return null;
    }
}

using System.Text.Json;

namespace TokenRotation.Api.Wire;

/// <summary>What API v1's list tells of a token.</summary>
internal sealed record TokenStub(string Id, string Name);

/// <summary>API v1's token list: IDs and names.</summary>
/// <param name="Known">The tokens.</param>
/// <param name="WithoutId">The names of the tokens whose IDs are none, and which nothing can be done with.</param>
internal sealed record StubList(List<TokenStub> Known, IReadOnlyList<string> WithoutId)
{
    /// <summary>Reads <c>{"values":[{"id","name"}]}</c>.</summary>
    /// <exception cref="JsonException">The bytes are no such list.</exception>
    public static StubList Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        using var document = JsonDocument.ParseValue(ref reader);
        var known = new List<TokenStub>();
        var withoutId = new List<string>();
        foreach (var row in document.RootElement.GetProperty("values").EnumerateArray())
        {
            var name = TextOf(row, "name") ?? string.Empty;
            if (TextOf(row, "id") is { } id && TokenId.IsLegible(id))
            {
                known.Add(new TokenStub(id, name));
            }
            else
            {
                withoutId.Add(name);
            }
        }

        return new StubList(known, withoutId);
    }

    private static string? TextOf(JsonElement row, string property) =>
        row.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text.Json;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Wire;

/// <summary>
/// What create answers: v2 <c>{"id","token","expirationDate"}</c>, v1 <c>{"token"}</c>, an account
/// <c>{"name","tokenId","token"}</c>.
/// </summary>
internal sealed record CreateAnswer(string? Id, ApiToken Token, DateTimeOffset? ExpirationDate)
{
    /// <summary>Reads each form.</summary>
    /// <exception cref="JsonException">The bytes hold no new token.</exception>
    /// <exception cref="ApiTokenFormatException">The new token is empty, or holds white space.</exception>
    public static CreateAnswer Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        string? id = null;
        ApiToken? token = null;
        DateTimeOffset? expires = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("tokenId"u8))
            {
                reader.Read();
                id = TokenReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("token"u8))
            {
                reader.Read();
                token = ApiToken.Received(TokenReader.Text(ref reader) ?? throw new JsonException());
            }
            else if (reader.ValueTextEquals("expirationDate"u8))
            {
                reader.Read();
                expires = WireDate.Read(ref reader);
            }
            else
            {
                reader.Read();
                TokenReader.Skip(ref reader);
            }
        }

        // A created token's secret is not lost for an ID that makes no sense: it has its own. An ID of another token is another
        // answer.
        var stated = id is not null && TokenId.IsLegible(id) ? id : null;
        return token is not null && (stated is null || token.Id is null || stated == token.Id)
            ? new CreateAnswer(stated, token, expires)
            : throw new JsonException();
    }
}

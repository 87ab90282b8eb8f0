using System.Collections.Concurrent;
using System.Text.Json;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// The account's users: each is asked for once, <c>/iam/v1/accounts/{uuid}/users/{email}</c>. Source: the account's documentation
/// and the vendor's open-source clients.
/// </summary>
internal sealed class AccountUsers(TokenTransport transport, ApiToken client, AccountAddress account)
{
    /// <summary>What a client needs to be told of users.</summary>
    public const string Scope = "account-idm-read";

    private const string ServiceDomain = "@service.sso.dynatrace.com";
    private const int LongestAddress = 254;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The UUID of a user.</summary>
    /// <param name="user">The e-mail address, or the UUID itself.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TokenApiException">The account does not tell, or has no such user.</exception>
    public async Task<string> UuidOfAsync(string user, CancellationToken cancellationToken)
    {
        var text = user.Trim();
        if (Guid.TryParseExact(text, "D", out var uuid))
        {
            return uuid.ToString("D");
        }

        if (!IsAddress(text))
        {
            throw new InvalidRequestException(
                AccountMessages.NoUser, new FailedRequest("GET", account.Collection, null), []);
        }

        return _known.TryGetValue(text, out var known)
            ? known
            : _known[text] = await AskAsync(text, cancellationToken).ConfigureAwait(false);
    }

    // It goes into a path, which is logged on its way: a secret must not.
    private static bool IsAddress(string text) =>
        text.Length <= LongestAddress
        && text.IndexOf('@') is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1
        && !text.Any(sign => char.IsWhiteSpace(sign) || char.IsControl(sign))
        && !ServerText.HoldsToken(text);

    private async Task<string> AskAsync(string email, CancellationToken cancellationToken)
    {
        var request = new TokenRequest
        {
            Operation = TokenOperation.ReadUser,
            Method = HttpMethod.Get,
            Path = account.UserPath(email),
            Credential = client,
            IsOfAccount = true,
            Scope = Scope,
        };
        try
        {
            return await transport.SendAsync(request, answer => UuidIn(answer.Bytes, email), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (AccessTokenException refused) when (refused.Fault == AccessTokenFault.Scope)
        {
            // A service user has its UUID in its address.
            return OfServiceUser(email)
                ?? throw new ForbiddenException(AccountMessages.NotForUsers(client), request.Failed(null), [Scope]);
        }
    }

    private static string? OfServiceUser(string email) =>
        email.EndsWith(ServiceDomain, StringComparison.OrdinalIgnoreCase)
        && Guid.TryParseExact(email.Substring(0, email.Length - ServiceDomain.Length), "D", out var uuid)
            ? uuid.ToString("D")
            : null;

    // Another user's UUID would make a token of somebody else.
    private static string UuidIn(ReadOnlySpan<byte> bytes, string email)
    {
        var reader = new Utf8JsonReader(bytes);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        string? uuid = null;
        string? address = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            switch (property)
            {
                case "uid":
                    uuid = TokenReader.Text(ref reader);
                    break;
                case "email":
                    address = TokenReader.Text(ref reader);
                    break;
                default:
                    TokenReader.Skip(ref reader);
                    break;
            }
        }

        return Guid.TryParse(uuid, out var read) && (address is null || Same(address, email))
            ? read.ToString("D")
            : throw new JsonException();
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

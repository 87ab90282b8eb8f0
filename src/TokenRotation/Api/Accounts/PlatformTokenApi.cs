using System.Globalization;
using System.Text.Json;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// The platform tokens of an account, <c>/iam/v1/accounts/{uuid}/platform-tokens</c>. There is no reading by ID, no lookup by
/// secret, and no change of name or scopes. Source: the account's OpenAPI document and recorded answers; no live account was
/// asked.
/// </summary>
internal sealed class PlatformTokenApi(TokenTransport transport, ApiToken client, AccountAddress account)
    : ITokenApi, ISecretProof
{
    private const int MaximumPageSize = 1000;

    private readonly AccountUsers _users = new(transport, client, account);
    private readonly PlatformProbe _probe = new(transport);

    public string Environment => account.Urn;

    public ApiCapabilities Capabilities => ApiCapabilities.Platform;

    public string? CallerId => client.Id;

    public string? OwnerOfMadeTokens => null;

    public DateTimeOffset ServerTime => transport.Clock.Now;

    public ServerTimes ServerTimes => transport.Clock.Times;

    public void RestartServerTimes() => transport.Clock.Restart();

    /// <summary>A platform token cannot call the account: it is no other manager.</summary>
    public ITokenApi As(ApiToken credential) =>
        throw new UnsupportedCredentialException(AccountMessages.NoLookup, credential.Kind);

    public async Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
    {
        var place = (PlatformPages?)after ?? PlatformPages.Start;
        var (fresh, next, list) = await PageAsync(place, null, query.PageSize, cancellationToken).ConfigureAwait(false);
        return new TokenPage(TokenFilter.Of(query, fresh), query.HasConditions() ? null : list.Total, next)
        {
            WithoutId = list.WithoutId,
        };
    }

    /// <summary>A token by its ID: the list is searched for it.</summary>
    /// <exception cref="TokenNotFoundException">There is none, or no longer.</exception>
    public async Task<DtToken> GetAsync(string id, CancellationToken cancellationToken)
    {
        var path = TokenId.PathOf(account.Collection, id, HttpMethod.Get);
        PlatformPages? place = PlatformPages.Start;
        while (place is not null)
        {
            var (fresh, next, _) = await PageAsync(place, id, MaximumPageSize, cancellationToken).ConfigureAwait(false);
            if (fresh.Find(token => string.Equals(token.Id, id, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }

            place = next;
        }

        throw new TokenNotFoundException(AccountMessages.NoSuchToken, new FailedRequest("GET", path, 200));
    }

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken) =>
        throw Refused(HttpMethod.Post, AccountMessages.NoLookup);

    public async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
    {
        if (spec.PersonalAccessToken || spec.Resource.Count == 0)
        {
            throw Refused(
                HttpMethod.Post, spec.PersonalAccessToken ? AccountMessages.NoPersonalTokens : AccountMessages.ResourceMissing);
        }

        var user = spec.User is null ? null : await _users.UuidOfAsync(spec.User, cancellationToken).ConfigureAwait(false);
        return await transport.SendAsync(
            Request(TokenOperation.Create, HttpMethod.Post, account.Collection) with
            {
                Body = PlatformTokenWriter.Create(spec, user, ServerTime),
                NewName = spec.Name,
            },
            answer =>
            {
                var created = CreateAnswer.Read(answer.Bytes);
                return new CreatedToken(
                    created.Id ?? created.Token.Id ?? throw new JsonException(), created.Token, created.ExpirationDate);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<SecretProof> ProveAsync(
        ApiToken token, IEnumerable<string> resource, IEnumerable<EnvironmentUrl> others, CancellationToken cancellationToken) =>
        _probe.ProveAsync(token, account.EnvironmentsOf(resource).Concat(others), cancellationToken);

    /// <summary>
    /// Changes expiry and status, in this order: what is enabled again must not outlive its new expiry meanwhile.
    /// </summary>
    public async Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken)
    {
        if (update.Name is not null || update.Scopes is not null)
        {
            throw Refused(HttpMethod.Put, AccountMessages.NothingButExpiryAndStatus);
        }

        var path = TokenId.PathOf(account.Collection, id, HttpMethod.Put);
        if (update.ExpirationDate is { } expiry)
        {
            await PutAsync(path + "/expiration-date", PlatformTokenWriter.Expiry(expiry), cancellationToken)
                .ConfigureAwait(false);
        }

        if (update.Enabled is { } enabled)
        {
            await PutAsync(path + "/status", PlatformTokenWriter.Status(enabled), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var path = TokenId.PathOf(account.Collection, id, HttpMethod.Delete);
        try
        {
            return await transport
                .SendAsync(Request(TokenOperation.Delete, HttpMethod.Delete, path), _ => true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TokenNotFoundException)
        {
            return false;
        }
    }

    private InvalidRequestException Refused(HttpMethod method, string message) =>
        new(message, new FailedRequest(method.Method, account.Collection, null), []);

    private Task<bool> PutAsync(string path, byte[] body, CancellationToken cancellationToken) => transport.SendAsync(
        Request(TokenOperation.Update, HttpMethod.Put, path) with { Body = body }, _ => true, cancellationToken);

    private async Task<(List<DtToken> Fresh, PlatformPages? Next, PlatformTokenList List)> PageAsync(
        PlatformPages place, string? searchTerm, int size, CancellationToken cancellationToken)
    {
        var number = place.Page.ToString(CultureInfo.InvariantCulture);
        var count = Math.Min(Math.Max(size, 1), MaximumPageSize).ToString(CultureInfo.InvariantCulture);
        var search = searchTerm is null ? string.Empty : "&searchTerm=" + Uri.EscapeDataString(searchTerm);
        var request = Request(TokenOperation.List, HttpMethod.Get, account.Collection) with
        {
            Query = $"page={number}&size={count}{search}",
        };
        if (place.IsEndless)
        {
            throw new MalformedResponseException(AccountMessages.EndlessList, request.Failed(200));
        }

        var list = await transport
            .SendAsync(request, answer => PlatformTokenList.Read(answer.Bytes, account.Urn), cancellationToken)
            .ConfigureAwait(false);
        var fresh = place.New(list);
        return (fresh, place.After(list, fresh), list);
    }

    private TokenRequest Request(TokenOperation operation, HttpMethod method, string path) => new()
    {
        Operation = operation,
        Method = method,
        Path = path,
        Credential = client,
        IsOfAccount = true,
    };
}

using System.Globalization;
using System.Text.Json;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.EnvironmentLog;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary><c>/api/v2/apiTokens</c>. Source: Dynatrace documentation, "Access tokens API v2".</summary>
internal sealed class TokenApiV2 : ITokenApi, IEnvironmentLogSource
{
    public const string Collection = "/api/v2/apiTokens";

    /// <summary>The same on the apps host, for a Bearer.</summary>
    public const string AppsCollection = "/platform/classic/environment-api/v2/apiTokens";

    private const int MinimumPageSize = 100;

    // Without these a list tells neither expiry nor scopes nor last use.
    private const string OptionalFields =
        "fields=%2BpersonalAccessToken%2C%2BexpirationDate%2C%2BlastUsedDate%2C%2BlastUsedIpAddress%2C%2BmodifiedDate%2C%2Bscopes"
        + "%2C%2BadditionalMetadata";

    private readonly TokenTransport _transport;
    private readonly ApiToken _credential;
    private readonly string _collection;
    private readonly MadeTokens? _made;

    public TokenApiV2(TokenTransport transport, ApiToken credential, string? callerId)
        : this(transport, credential, callerId, Collection, null)
    {
    }

    private TokenApiV2(TokenTransport transport, ApiToken credential, string? callerId, string collection, MadeTokens? made)
    {
        _transport = transport;
        _credential = credential;
        CallerId = callerId ?? credential.Id;
        _collection = collection;
        _made = made;
    }

    public string Environment => _transport.Environment.Text;

    public ApiCapabilities Capabilities => ApiCapabilities.V2;

    public string? CallerId { get; }

    public string? OwnerOfMadeTokens => _made?.Owner;

    public DateTimeOffset ServerTime => _transport.Clock.Now;

    public ServerTimes ServerTimes => _transport.Clock.Times;

    public void RestartServerTimes() => _transport.Clock.Restart();

    /// <summary>The API as a platform token or an OAuth client sees it.</summary>
    public static TokenApiV2 OfBearer(TokenTransport transport, ApiToken credential, string collection) =>
        new(transport, credential, credential.Id, collection, new MadeTokens());

    public EnvironmentLogApi Log => new(_transport, _credential);

    public ITokenApi As(ApiToken other) => new TokenApiV2(_transport, other, other.Id);

    public async Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
    {
        var cursor = (PageChain?)after;
        var request = Request(TokenOperation.List, HttpMethod.Get, _collection) with
        {
            Query = cursor is null ? FirstPage(query) : "nextPageKey=" + Uri.EscapeDataString(cursor.Key!),
        };
        var list = await _transport
            .SendAsync(request, answer => TokenList.Read(answer.Bytes, Environment), cancellationToken)
            .ConfigureAwait(false);
        var next = list.NextPageKey is { } key ? (cursor ?? PageChain.Start).After(list, key) : null;
        if (next?.Fault is { } fault)
        {
            throw new MalformedResponseException(fault, request.Failed(200));
        }

        if (_made is not null)
        {
            list.Tokens.ForEach(token => _made.See(token));
        }

        return new TokenPage(TokenFilter.Of(query, list.Tokens), IsFilteredByServer(query) ? list.TotalCount : null, next);
    }

    public Task<DtToken> GetAsync(string id, CancellationToken cancellationToken) =>
        SendForTokenAsync(Request(TokenOperation.Get, HttpMethod.Get, TokenId.PathOf(_collection, id, HttpMethod.Get)), id, cancellationToken);

    public Task<DtToken> LookupAsync(ApiToken token, CancellationToken cancellationToken) =>
        SendForTokenAsync(
            Request(TokenOperation.Lookup, HttpMethod.Post, _collection + "/lookup") with { Body = TokenWriter.Lookup(token), Subject = token },
            token.Id,
            cancellationToken);

    public Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            Request(TokenOperation.Create, HttpMethod.Post, _collection) with { Body = TokenWriter.CreateV2(spec) },
            answer =>
            {
                var created = CreateAnswer.Read(answer.Bytes);
                var id = created.Id ?? created.Token.Id ?? throw new JsonException();
                _made?.Add(id);
                return new CreatedToken(id, created.Token, created.ExpirationDate);
            },
            cancellationToken);

    public Task UpdateAsync(string id, TokenUpdate update, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            Request(TokenOperation.Update, HttpMethod.Put, TokenId.PathOf(_collection, id, HttpMethod.Put)) with
            {
                Body = TokenWriter.UpdateV2(update),
                IsRefusedToOwnToken = id == CallerId && update.Enabled == false,
            },
            _ => true,
            cancellationToken);

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var request = Request(TokenOperation.Delete, HttpMethod.Delete, TokenId.PathOf(_collection, id, HttpMethod.Delete)) with
        {
            IsRefusedToOwnToken = id == CallerId,
        };
        try
        {
            return await _transport.SendAsync(request, _ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenNotFoundException)
        {
            return false;
        }
    }

    private TokenRequest Request(TokenOperation operation, HttpMethod method, string path) =>
        new() { Operation = operation, Method = method, Path = path, Credential = _credential };

    private Task<DtToken> SendForTokenAsync(TokenRequest request, string? id, CancellationToken cancellationToken) =>
        _transport.SendAsync(request, answer => Seen(TokenReader.Single(answer.Bytes, Environment, id)), cancellationToken);

    private DtToken Seen(DtToken token) => _made?.See(token) ?? token;

    private static string FirstPage(TokenQuery query)
    {
        var size = Math.Min(Math.Max(query.PageSize, MinimumPageSize), TokenQuery.MaximumPageSize);
        var parameters = new List<string>
        {
            "pageSize=" + size.ToString(CultureInfo.InvariantCulture),
            query.Order == TokenOrder.LastModifiedFirst ? "sort=-modifiedDate" : "sort=-creationDate",
            OptionalFields,
        };
        if (Selector(query) is { Length: > 0 } selector)
        {
            parameters.Add("apiTokenSelector=" + Uri.EscapeDataString(selector));
        }

        return string.Join("&", parameters);
    }

    // How the selector escapes is not documented: a value that would need it is left to the client's own filter, as are all
    // scopes but one, since the server takes any of several.
    private static string Selector(TokenQuery query)
    {
        var criteria = new List<string>();
        if (query.Owner is { } owner && IsPlain(owner))
        {
            criteria.Add($"owner(\"{owner}\")");
        }

        if (query.PersonalAccessToken is { } personal)
        {
            criteria.Add(personal ? "personalAccessToken(true)" : "personalAccessToken(false)");
        }

        if (query.Scopes.FirstOrDefault(IsPlain) is { } scope)
        {
            criteria.Add($"scope(\"{scope}\")");
        }

        return string.Join(",", criteria);
    }

    private static bool IsFilteredByServer(TokenQuery query) =>
        (query.Owner is null || IsPlain(query.Owner))
        && (query.Scopes.Count == 0 || (query.Scopes.Count == 1 && IsPlain(query.Scopes[0])));

    private static bool IsPlain(string value) => value.IndexOfAny(['"', '\\', '~']) < 0;
}

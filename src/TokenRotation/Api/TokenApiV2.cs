using System.Globalization;
using System.Text.Json;
using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary><c>/api/v2/apiTokens</c>. Source: Dynatrace documentation, "Access tokens API v2".</summary>
internal sealed class TokenApiV2 : TokenApi
{
    /// <summary>Where the tokens are.</summary>
    public const string ClassicCollection = "/api/v2/apiTokens";

    /// <summary>The same on the apps host, for a Bearer.</summary>
    public const string AppsCollection = "/platform/classic/environment-api/v2/apiTokens";

    private const int MinimumPageSize = 100;

    // Without these a list tells neither expiry nor scopes nor last use.
    private const string OptionalFields =
        "fields=%2BpersonalAccessToken%2C%2BexpirationDate%2C%2BlastUsedDate%2C%2BlastUsedIpAddress%2C%2BmodifiedDate%2C%2Bscopes"
        + "%2C%2BadditionalMetadata";

    private readonly MadeTokens? _made;

    public TokenApiV2(TokenTransport transport, ApiToken credential, string? callerId)
        : this(transport, credential, callerId, ClassicCollection, null)
    {
    }

    private TokenApiV2(TokenTransport transport, ApiToken credential, string? callerId, string collection, MadeTokens? made)
        : base(transport, credential, callerId, collection) => _made = made;

    public override ApiCapabilities Capabilities => ApiCapabilities.V2;

    public override string? OwnerOfMadeTokens => _made?.Owner;

    /// <summary>The API as a platform token or an OAuth client sees it.</summary>
    public static TokenApiV2 OfBearer(TokenTransport transport, ApiToken credential, string collection) =>
        new(transport, credential, credential.Id, collection, new MadeTokens());

    public override ITokenApi As(ApiToken other) => new TokenApiV2(Transport, other, other.Id);

    public override async Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
    {
        var cursor = (PageChain?)after;
        var request = Request(TokenOperation.List, HttpMethod.Get, Collection) with
        {
            Query = cursor is null ? FirstPage(query) : "nextPageKey=" + Uri.EscapeDataString(cursor.Key!),
        };
        var list = await Transport
            .SendAsync(request, answer => TokenList.Read(answer.Bytes, Environment), cancellationToken)
            .ConfigureAwait(false);
        var next = list.NextPageKey is { } key ? (cursor ?? PageChain.Start).After(list, key) : null;
        if (next?.Fault is { } fault)
        {
            throw new MalformedResponseException(fault, request.Failed(200));
        }

        if (_made is not null)
        {
            list.Tokens.ForEach(See);
        }

        return new TokenPage(TokenFilter.Of(query, list.Tokens), IsFilteredByServer(query) ? list.TotalCount : null, next)
        {
            WithoutId = list.WithoutId,
        };
    }

    public override async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
    {
        var request = Request(TokenOperation.Create, HttpMethod.Post, Collection) with
        {
            Body = TokenWriter.CreateV2(spec),
            NewName = spec.Name,
        };
        var answered = await Transport
            .SendAsync(
                request,
                answer =>
                {
                    var created = CreateAnswer.Read(answer.Bytes);
                    var id = created.Id ?? created.Token.Id ?? throw new JsonException();
                    return new CreatedToken(id, created.Token, created.ExpirationDate);
                },
                cancellationToken)
            .ConfigureAwait(false);
        var checkedToken = await CheckedAsync(answered, request, cancellationToken).ConfigureAwait(false);
        _made?.Add(checkedToken.Id);
        return checkedToken;
    }

    protected override byte[] Written(TokenUpdate update) => TokenWriter.UpdateV2(update);

    protected override void See(DtToken token) => _made?.See(token);

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

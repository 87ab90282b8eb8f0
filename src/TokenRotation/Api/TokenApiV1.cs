using TokenRotation.Api.Connecting;
using TokenRotation.Api.Wire;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>
/// <c>/api/v1/tokens</c>, and a Managed cluster's own tokens, which have the same shapes. The list holds IDs and names only and
/// knows no pages: the tokens are read one by one, some at a time, in pages small enough for the first to come early. Source:
/// Dynatrace documentation, "Tokens API v1" and "Cluster API v2 - Cluster tokens".
/// </summary>
/// <remarks>
/// The list states no order and no dates, so newest comes first within a page only. Tokens that go while the list is read
/// are left out.
/// </remarks>
internal sealed class TokenApiV1(
    TokenTransport transport, ApiToken credential, string? callerId, int maximumConcurrency, bool isOfCluster = false)
    : TokenApi(transport, credential, callerId, isOfCluster ? "/api/cluster/v2/tokens" : "/api/v1/tokens")
{
    private const int FewestReadsPerPage = 100;
    private const string MaximumLimit = "1000000";

    // Whole rounds of reads: in a last round that is not full, readers would be idle.
    private int ReadsPerPage
    {
        get
        {
            var readers = Math.Max(maximumConcurrency, 1);
            return (FewestReadsPerPage + readers - 1) / readers * readers;
        }
    }

    public override ApiCapabilities Capabilities => isOfCluster ? ApiCapabilities.Cluster : ApiCapabilities.V1;

    public override ITokenApi As(ApiToken other) => new TokenApiV1(Transport, other, other.Id, maximumConcurrency, isOfCluster);

    public override async Task<TokenPage> ListAsync(TokenQuery query, PageCursor? after, CancellationToken cancellationToken)
    {
        if (query.NamesSuffice)
        {
            return await ListNamesAsync(query, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<string> withoutId = [];
        var cursor = (Cursor?)after;
        if (cursor is null)
        {
            var stubs = await StubsAsync(query, cancellationToken).ConfigureAwait(false);
            (cursor, withoutId) = (new Cursor(stubs.Known.ConvertAll(stub => stub.Id), 0), stubs.WithoutId);
        }

        var count = Math.Min(Math.Min(query.PageSize, ReadsPerPage), cursor.Ids.Count - cursor.Start);
        var tokens = await ReadAsync(cursor.Ids, cursor.Start, count, cancellationToken).ConfigureAwait(false);
        tokens.Sort((left, right) => Nullable.Compare(right.CreationDate, left.CreationDate));

        var end = cursor.Start + count;
        var next = end < cursor.Ids.Count ? new Cursor(cursor.Ids, end) : null;
        return new TokenPage(TokenFilter.Of(query, tokens), query.HasConditions() ? null : cursor.Ids.Count, next)
        {
            WithoutId = withoutId,
        };
    }

    public override async Task<CreatedToken> CreateAsync(TokenSpec spec, CancellationToken cancellationToken)
    {
        var request = Request(TokenOperation.Create, HttpMethod.Post, Collection) with { NewName = spec.Name };
        if (spec.PersonalAccessToken)
        {
            throw new InvalidRequestException(ApiMessages.PersonalTokensNeedV2, request.Failed(null), []);
        }

        var (created, location) = await Transport
            .SendAsync(
                request with { Body = TokenWriter.CreateV1(spec, ServerTime) },
                answer => (CreateAnswer.Read(answer.Bytes), answer.Location),
                cancellationToken)
            .ConfigureAwait(false);
        var id = created.Id
            ?? created.Token.Id
            ?? IdIn(location)
            ?? await IdOfAsync(created.Token, request, cancellationToken).ConfigureAwait(false);
        return await CheckedAsync(new CreatedToken(id, created.Token, created.ExpirationDate), request, cancellationToken)
            .ConfigureAwait(false);
    }

    protected override byte[] Written(TokenUpdate update) => TokenWriter.UpdateV1(update);

    // What a stub does not tell must not be asked of it again on the client: the server's own filters stand.
    private async Task<TokenPage> ListNamesAsync(TokenQuery query, CancellationToken cancellationToken)
    {
        var stubs = await StubsAsync(query, cancellationToken).ConfigureAwait(false);
        var tokens = stubs.Known.ConvertAll(stub => new DtToken { Id = stub.Id, Name = stub.Name, Environment = Environment });
        return new TokenPage(tokens, query.HasConditions() ? null : tokens.Count, null) { WithoutId = stubs.WithoutId };
    }

    private Task<StubList> StubsAsync(TokenQuery query, CancellationToken cancellationToken)
    {
        var parameters = new List<string> { "limit=" + MaximumLimit };
        if (query.Owner is { } owner)
        {
            parameters.Add("user=" + Uri.EscapeDataString(owner));
        }

        parameters.AddRange(query.Scopes.Select(scope => "permissions=" + Uri.EscapeDataString(scope)));
        var request = Request(TokenOperation.List, HttpMethod.Get, Collection) with { Query = string.Join("&", parameters) };
        return Transport.SendAsync(request, answer => StubList.Read(answer.Bytes), cancellationToken);
    }

    private async Task<List<DtToken>> ReadAsync(List<string> ids, int start, int count, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var found = new DtToken?[count];
        var taken = -1;

        async Task ReadSomeAsync()
        {
            for (var i = Interlocked.Increment(ref taken); i < count; i = Interlocked.Increment(ref taken))
            {
                try
                {
                    // None where it was deleted since the list was read.
                    found[i] = await this.FindAsync(ids[start + i], stop.Token).ConfigureAwait(false);
                }
                catch
                {
                    stop.Cancel();
                    throw;
                }
            }
        }

        var readers = Enumerable.Range(0, Math.Min(Math.Max(maximumConcurrency, 1), count)).Select(_ => ReadSomeAsync()).ToList();
        await AllOrFirstFailureAsync(readers).ConfigureAwait(false);
        return found.Where(token => token is not null).Select(token => token!).ToList();
    }

    // The first failure stops the other readers: their cancellation must not hide it.
    private static async Task AllOrFirstFailureAsync(List<Task> readers)
    {
        try
        {
            await Task.WhenAll(readers).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (readers.FirstOrDefault(reader => reader.IsFaulted) is { } failed)
        {
            await failed.ConfigureAwait(false);
        }
    }

    private async Task<string> IdOfAsync(ApiToken token, TokenRequest created, CancellationToken cancellationToken)
    {
        try
        {
            return (await LookupAsync(token, cancellationToken).ConfigureAwait(false)).Id;
        }
        catch (TokenApiException failure)
        {
            // The secret is here and must not be lost with the lookup.
            return token.Id ?? throw new CreateOutcomeUnknownException(
                ApiMessages.CreateOutcomeUnknown(ApiMessages.CreatedWithoutId), created.Failed(null), failure)
            {
                TokenName = created.NewName,
            };
        }
    }

    // The header holds the ID, alone or at the end of a URL; API v1 also takes whole tokens in that place.
    private static string? IdIn(string? location)
    {
        var last = location?.TrimEnd('/').Split('/').Last();
        return last is { Length: > 0 } && TokenId.IsLegible(last) ? last : null;
    }

    private sealed class Cursor(List<string> ids, int start) : PageCursor
    {
        public List<string> Ids { get; } = ids;

        public int Start { get; } = start;
    }
}

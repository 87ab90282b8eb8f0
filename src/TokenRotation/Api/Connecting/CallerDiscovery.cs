using TokenRotation.Secrets;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// Finds out who is calling, and with that which generation of the API to speak. Normally one lookup: it is allowed to any
/// token. Where an environment allows it to fewer (403), the token is alive all the same, and is asked for by its ID.
/// </summary>
internal sealed class CallerDiscovery(TokenTransport transport, ApiToken credential, int maximumConcurrency)
{
    private const string V1Scope = "TenantTokenManagement";
    private const string V2Scopes = "apiTokens.";

    /// <summary>The API to use and the caller's own token.</summary>
    /// <exception cref="TokenApiException">The credential is not accepted, or may do nothing here.</exception>
    public async Task<DiscoveredCaller> FindAsync(ApiVersion version, CancellationToken cancellationToken)
    {
        switch (version)
        {
            case ApiVersion.V1:
                var v1 = await SelfAsync(V1(null), cancellationToken).ConfigureAwait(false);
                return new DiscoveredCaller(V1(v1.Id), v1);
            case ApiVersion.V2:
                var v2 = await SelfAsync(V2(null), cancellationToken).ConfigureAwait(false);
                return new DiscoveredCaller(V2(v2.Id), v2);
            case ApiVersion.Cluster:
                var ofCluster = await SelfAsync(V1(null, isOfCluster: true), cancellationToken).ConfigureAwait(false);
                return new DiscoveredCaller(V1(ofCluster.Id, isOfCluster: true), ofCluster);
            default:
                return await EitherAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<DiscoveredCaller> EitherAsync(CancellationToken cancellationToken)
    {
        DtToken caller;
        try
        {
            caller = await SelfAsync(V2(null), cancellationToken).ConfigureAwait(false);
        }
        catch (TokenApiException failure) when (MayBeOneOfV1(failure))
        {
            try
            {
                caller = await SelfAsync(V1(null), cancellationToken).ConfigureAwait(false);
            }
            catch (TokenApiException second) when (MayBeOneOfV1(second))
            {
                // The newer API's complaint is the one to act on.
                throw failure;
            }

            return new DiscoveredCaller(V1(caller.Id), caller, LacksV2: failure is not ForbiddenException);
        }

        var managesV2 = caller.Scopes.Any(scope => scope.StartsWith(V2Scopes, StringComparison.Ordinal));
        return new DiscoveredCaller(!managesV2 && caller.Scopes.Contains(V1Scope) ? V1(caller.Id) : V2(caller.Id), caller);
    }

    // 404 or a web page: an environment that has no API v2. 403: a token of API v1 where the lookup is not for everybody.
    private static bool MayBeOneOfV1(TokenApiException failure) =>
        failure is TokenNotFoundException or ForbiddenException
        || failure is MalformedResponseException { Request.StatusCode: 404 };

    private async Task<DtToken> SelfAsync(ITokenApi api, CancellationToken cancellationToken)
    {
        try
        {
            return await api.LookupAsync(credential, cancellationToken).ConfigureAwait(false);
        }
        catch (ForbiddenException) when (credential.Id is not null)
        {
            return await api.GetAsync(credential.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedException refused) when (credential.Id is not null)
        {
            return await ByIdAsync(api, refused, cancellationToken).ConfigureAwait(false);
        }
    }

    // A personal access token may be refused the lookup as if it were dead; of one that is, the first answer is to be told.
    private async Task<DtToken> ByIdAsync(ITokenApi api, UnauthorizedException refused, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync(credential.Id!, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenApiException failure) when (failure is UnauthorizedException or ForbiddenException or TokenNotFoundException)
        {
            throw refused;
        }
    }

    private TokenApiV1 V1(string? callerId, bool isOfCluster = false) =>
        new(transport, credential, callerId, maximumConcurrency, isOfCluster);

    private TokenApiV2 V2(string? callerId) => new(transport, credential, callerId);
}

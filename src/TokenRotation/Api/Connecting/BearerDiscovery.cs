using TokenRotation.Secrets;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// Finds the way for a Bearer: the classic API on the apps host, or else on the environment's own. A platform token's scopes
/// cannot be asked for; an OAuth client asks for those that it needs, and learns by refusals which it has.
/// </summary>
internal sealed class BearerDiscovery(TokenTransport transport, ApiToken credential)
{
    private static readonly string[][] Families =
    [
        ["api-tokens:tokens:read", "api-tokens:tokens:write"],
        ["environment-api:api-tokens:read", "environment-api:api-tokens:write"],
    ];

    /// <summary>The API to use and the caller, as far as it is known.</summary>
    /// <exception cref="TokenApiException">The credential is not accepted, or may do nothing here.</exception>
    public async Task<(ITokenApi Api, DtToken Caller)> FindAsync(CancellationToken cancellationToken)
    {
        var scopes = transport.AccessTokens is { } tokens
            ? await GrantedAsync(tokens, cancellationToken).ConfigureAwait(false)
            : [];
        var api = await RouteAsync(cancellationToken).ConfigureAwait(false);
        return (api, new DtToken
        {
            Id = credential.Id!,
            Name = credential.Kind == ApiTokenKind.Platform ? "Platform token" : "OAuth client",
            Environment = transport.Environment.Text,
            Scopes = scopes,
        });
    }

    private async Task<ITokenApi> RouteAsync(CancellationToken cancellationToken)
    {
        if (transport.Environment.AppsText is null)
        {
            return await ProvenAsync(TokenApiV2.ClassicCollection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await ProvenAsync(TokenApiV2.AppsCollection, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenApiException failure) when (failure is not AccessTokenException)
        {
            try
            {
                return await ProvenAsync(TokenApiV2.ClassicCollection, cancellationToken).ConfigureAwait(false);
            }
            catch (TokenApiException)
            {
                // The way that is meant for a Bearer is the one to mend.
                throw failure;
            }
        }
    }

    private async Task<ITokenApi> ProvenAsync(string collection, CancellationToken cancellationToken)
    {
        var api = TokenApiV2.OfBearer(transport, credential, collection);
        await api.ListAsync(new TokenQuery { PageSize = 1 }, null, cancellationToken).ConfigureAwait(false);
        return api;
    }

    // Both of a family, or else what there is of either: a client that may only read still lists.
    private static async Task<IReadOnlyList<string>> GrantedAsync(AccessTokens tokens, CancellationToken cancellationToken)
    {
        AccessTokenException? first = null;
        foreach (var scopes in Families.Concat(Families.Select(family => family.Take(1).ToArray())))
        {
            tokens.AskFor(scopes);
            try
            {
                await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
                return scopes;
            }
            catch (AccessTokenException refused) when (refused.Fault == AccessTokenFault.Scope)
            {
                // Which scope it was, the answer does not say.
                first ??= refused;
            }
        }

        throw first!;
    }
}

using TokenRotation.Api.Connecting;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Accounts;

/// <summary>
/// Finds out what an OAuth client may do in an account: manage all platform tokens, or its own. A scope that it lacks spoils the
/// whole request for an access token, so that each is asked for by itself.
/// </summary>
internal sealed class AccountDiscovery(TokenTransport transport, ApiToken client, AccountAddress account)
{
    private static readonly string[] Scopes = ["platform-token:tokens:manage", "platform-token:tokens:write"];

    /// <summary>The API and the caller.</summary>
    /// <exception cref="TokenApiException">The client is not accepted, or may do nothing here.</exception>
    public async Task<DiscoveredCaller> FindAsync(CancellationToken cancellationToken)
    {
        var scope = await GrantedAsync(cancellationToken).ConfigureAwait(false);
        var api = new PlatformTokenApi(transport, client, account);
        await api.ListAsync(new TokenQuery { PageSize = 1 }, null, cancellationToken).ConfigureAwait(false);
        return new DiscoveredCaller(api, new DtToken
        {
            Id = client.Id!,
            Name = "OAuth client",
            Environment = account.Urn,
            Scopes = [scope],
        });
    }

    private async Task<string> GrantedAsync(CancellationToken cancellationToken)
    {
        AccessTokenException? first = null;
        foreach (var scope in Scopes)
        {
            transport.AccessTokens!.AskFor([scope]);
            try
            {
                await transport.AccessTokens.GetAsync(cancellationToken).ConfigureAwait(false);
                return scope;
            }
            catch (AccessTokenException refused) when (refused.Fault == AccessTokenFault.Scope)
            {
                first ??= refused;
            }
        }

        throw first!;
    }
}

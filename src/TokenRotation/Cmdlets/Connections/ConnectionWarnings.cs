using TokenRotation.Api;

namespace TokenRotation.Cmdlets.Connections;

/// <summary>What a user has to know of a connection that has just been made.</summary>
internal static class ConnectionWarnings
{
    /// <summary>What is left of a token that is said to expire soon, where no policy says when it is due.</summary>
    public static readonly TimeSpan SoonExpiring = TimeSpan.FromDays(14);

    /// <summary>The warnings, in the order in which they are to be shown.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isAuto">The user has left it open which generation of the API is spoken.</param>
    /// <param name="lacksV2">The environment has no API v2.</param>
    public static IEnumerable<string> Of(Connection connection, bool isAuto, bool lacksV2)
    {
        var caller = connection.Caller;
        if (connection.IsAccount)
        {
            if (!connection.Api.Capabilities.CanManageTokens(caller.Scopes))
            {
                yield return AccountTexts.OwnTokensOnly(caller);
            }

            yield break;
        }

        if (!caller.IsOfAccount && !caller.Scopes.Any(ApiScopes.ManagesTokens))
        {
            yield return ConnectMessages.CallerManagesNothing(caller);
        }

        if (isAuto && connection.Api.Capabilities.IsDeprecated)
        {
            yield return lacksV2 ? ConnectMessages.NoNewerApi : ConnectMessages.DeprecatedApi;
        }

        if (caller is { IsOfAccount: true, Scopes.Count: 1 })
        {
            yield return ConnectMessages.ClientOnlyReads(caller);
        }

        if (caller.PersonalAccessToken)
        {
            yield return ConnectMessages.PersonalCaller(caller);
        }

        if (connection.Minted is null && caller.ExpirationDate is { } expires
            && expires - connection.Api.ServerTime < SoonExpiring)
        {
            yield return ConnectMessages.OwnTokenExpires(caller, expires);
        }
    }
}

using TokenRotation.Api.Accounts;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>Questions to a token API whose answer may be that there is no such token.</summary>
internal static class TokenApiExtensions
{
    /// <summary>A token by its ID; null if there is none, or no longer.</summary>
    public static Task<DtToken?> FindAsync(this ITokenApi api, string id, CancellationToken cancellationToken) =>
        NullIfNotFoundAsync(api.GetAsync(id, cancellationToken));

    /// <summary>A token by its secret; null if the environment does not know it.</summary>
    public static Task<DtToken?> FindAsync(this ITokenApi api, ApiToken token, CancellationToken cancellationToken) =>
        NullIfNotFoundAsync(api.BySecretAsync(token, cancellationToken));

    /// <summary>
    /// The token that a secret is of. An account knows no secrets, but their first two parts are IDs: that proves nothing of the
    /// rest.
    /// </summary>
    /// <exception cref="TokenNotFoundException">There is none.</exception>
    public static Task<DtToken> BySecretAsync(this ITokenApi api, ApiToken token, CancellationToken cancellationToken) =>
        !api.Capabilities.IsOfAccount ? api.LookupAsync(token, cancellationToken)
        : token.Kind == ApiTokenKind.Platform ? api.GetAsync(token.Id!, cancellationToken)
        : throw new TokenNotFoundException(
            AccountMessages.NoSecretOfAccount, new FailedRequest("GET", api.Environment, null));

    private static async Task<DtToken?> NullIfNotFoundAsync(Task<DtToken> token)
    {
        try
        {
            return await token.ConfigureAwait(false);
        }
        catch (TokenNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A token that has just been made, as far as it is told: its secret must not be lost with a question.</summary>
    public static async Task<DtToken?> ReadBackAsync(this ITokenApi api, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TokenApiException or OperationCanceledException)
        {
            return null;
        }
    }
}

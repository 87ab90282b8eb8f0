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
        NullIfNotFoundAsync(api.LookupAsync(token, cancellationToken));

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
}

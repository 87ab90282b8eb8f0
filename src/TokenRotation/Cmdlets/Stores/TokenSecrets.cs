using System.Management.Automation;
using System.Security;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>Takes what a store's script returned for a token.</summary>
internal static class TokenSecrets
{
    /// <exception cref="NotATokenException">It is something else.</exception>
    public static ApiToken Parse(IReadOnlyList<PSObject?> returned, string store, string entry)
    {
        try
        {
            return (returned.Count == 1 ? returned[0]?.BaseObject : null) switch
            {
                SecureString secret => ApiToken.Parse(secret),
                string text when text == TokenAsText.Text =>
                    throw new NotATokenException(StoreMessages.SecureStringAsText(store, entry)),
                string text => ApiToken.Parse(text),
                _ => throw new NotATokenException(StoreMessages.NotAToken(store, entry)),
            };
        }
        catch (ApiTokenFormatException)
        {
            throw new NotATokenException(StoreMessages.NotAToken(store, entry));
        }
    }
}

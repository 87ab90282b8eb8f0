using System.Management.Automation;
using System.Net;
using System.Security;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// Takes what a store's script returned for a token: a SecureString, text, or a credential's password. White space around it is
/// what a file, an editor or a copied line left there; it is no part of a token.
/// </summary>
internal static class TokenSecrets
{
    /// <exception cref="NotATokenException">It is something else.</exception>
    public static ApiToken Parse(IReadOnlyList<PSObject?> returned, string store, string entry)
    {
        try
        {
            return (returned.Count == 1 ? TextOf(returned[0]?.BaseObject)?.Trim() : null) switch
            {
                { } text when text == TokenAsText.Text =>
                    throw new NotATokenException(StoreMessages.SecureStringAsText(store, entry)),
                { } text => ApiToken.Stored(text),
                null => throw new NotATokenException(StoreMessages.NotAToken(store, entry)),
            };
        }
        catch (ApiTokenFormatException)
        {
            throw new NotATokenException(StoreMessages.NotAToken(store, entry));
        }
    }

    /// <summary>An entry that is there, and in which nothing is.</summary>
    public static bool IsNothing(PSObject? value) =>
        value?.BaseObject is null || (TextOf(value.BaseObject) is { } text && string.IsNullOrWhiteSpace(text));

    private static string? TextOf(object? value) => value switch
    {
        SecureString secret => new NetworkCredential(string.Empty, secret).Password,
        PSCredential credential => credential.GetNetworkCredential().Password,
        string text => text,
        _ => null,
    };
}

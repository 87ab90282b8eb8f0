using System.Security;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>What of a secret that a user gave may be shown.</summary>
internal static class ApiTokens
{
    /// <summary>The token's ID; null if the text is no token, of which nothing may be shown.</summary>
    public static string? Shown(SecureString secret)
    {
        try
        {
            using var token = ApiToken.Parse(secret);
            return token.ToString();
        }
        catch (ApiTokenFormatException)
        {
            return null;
        }
    }
}

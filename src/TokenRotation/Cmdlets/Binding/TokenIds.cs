using System.Text.RegularExpressions;
using TokenRotation.Secrets;

namespace TokenRotation.Cmdlets.Binding;

/// <summary>
/// Tells an ID from a secret, which a user may paste where an ID belongs; an ID ends up in URLs and errors. What a user writes
/// is an ID if it has an ID's shape: a token of the old format is letters and digits alone, as an ID from a server may be.
/// </summary>
internal static class TokenIds
{
    private static readonly Regex NewFormat =
        new(@"\Adt0[a-z][0-9]{2}\.[A-Z0-9]{1,128}\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public static bool IsId(string text) => NewFormat.IsMatch(text) || Guid.TryParseExact(text, "D", out _);

    /// <summary>Whether a text where an ID belongs can be nothing but a name: no ID and no token is written so.</summary>
    public static bool IsName(string text) =>
        !IsId(text) && !ServerText.HoldsToken(text) && text.Any(character => character is ' ' or '(' or '[' or '/' or ',' or ':');

    public static bool HoldsSecret(string text) => text.Count(character => character == '.') > 1;

    /// <summary>The part of what was given as an ID that may be shown.</summary>
    public static string Shown(string text)
    {
        if (IsId(text))
        {
            return text;
        }

        var parts = text.Split('.');
        return parts.Length > 1 && IsId(parts[0] + "." + parts[1]) ? parts[0] + "." + parts[1] : ApiToken.NoPublicPart;
    }
}

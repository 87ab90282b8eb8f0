using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TokenRotation.Secrets;

namespace TokenRotation.Api;

/// <summary>
/// Makes text that a server sent fit to be shown: a server or a proxy may echo what it was sent, tokens included, or send
/// what moves the cursor of a terminal.
/// </summary>
internal static class ServerText
{
    private const int MaximumLength = 500;

    private static readonly Regex LooksLikeAToken = new(
        @"(?<public>dt0[a-zA-Z][0-9]{2}\.[A-Za-z0-9\-]{4,128})\.[A-Za-z0-9_\-]{8,}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>The text without control characters, of bounded length, without the secrets of the call or any other token.</summary>
    public static string? Clean(string? text, params ApiToken?[] secrets)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var shown = text!;
        foreach (var secret in secrets)
        {
            if (secret is not null)
            {
                shown = shown.Replace(secret.Reveal(), secret.ToString());
            }
        }

        shown = LooksLikeAToken.Replace(Printable(shown), "${public}");
        return shown.Length <= MaximumLength ? shown : shown.Substring(0, MaximumLength) + "…";
    }

    private static string Printable(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var category = char.GetUnicodeCategory(character);
            if (char.IsWhiteSpace(character))
            {
                builder.Append(' ');
            }
            else if (category is not (UnicodeCategory.Control or UnicodeCategory.Format))
            {
                builder.Append(character);
            }
        }

        return builder.ToString().Trim();
    }
}

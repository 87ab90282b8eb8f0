using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenRotation.Secrets;

/// <summary>
/// Makes text that a server sent fit to be shown: a server or a proxy may echo what it was sent, tokens included, or send
/// what moves the cursor of a terminal.
/// </summary>
internal static class ServerText
{
    private const int MaximumLength = 500;
    private const int SecretLength = 64;
    private const string BearerStart = "eyJ";

    private static readonly Regex LooksLikeAToken = new(
        @"(?<public>dt0[a-z][0-9]{2}(\.|%2E)[a-z0-9\-]{4,128})(\.|%2E)[a-z0-9_\-]{8,}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    // An access token: three parts of base64, the first of which begins an object of JSON.
    private static readonly Regex LooksLikeABearer = new(
        @"\beyJ[A-Za-z0-9_\-]{8,}(\.[A-Za-z0-9_\-]{8,})+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    // The secret part alone, of a token that nobody here knows. Digits of hexadecimal numbers alone are a hash.
    private static readonly Regex LooksLikeASecret = new(
        @"(?<![a-z0-9])(?![a-f0-9]{64}(?![a-z0-9]))[a-z0-9]{64}(?![a-z0-9])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    /// <summary>A name as people see it: cleaned, and a dash where nothing is left of it.</summary>
    public static string Shown(string? text) => Clean(text) ?? "-";

    /// <summary>Whether a whole token, secret included, stands in the text.</summary>
    public static bool HoldsToken(string text) => HasThreeParts(text) && LooksLikeAToken.IsMatch(text);

    /// <summary>Whether a terminal shows the text as it is.</summary>
    public static bool IsPrintable(string text) => Printable(text) == text.Trim();

    /// <summary>
    /// The text without control characters, of bounded length, without any part of these secrets, and without what has the shape
    /// of any other token or of its secret part.
    /// </summary>
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

        shown = WithoutShapes(Printable(shown));
        shown = secrets.Length == 0 ? shown : new SecretTraces(secrets).Remove(shown);
        return shown.Length <= MaximumLength ? shown : shown.Substring(0, MaximumLength) + "…";
    }

    // A report cleans many thousand names and IDs: an expression is asked only where it could find something.
    private static string WithoutShapes(string text)
    {
        var shown = HasThreeParts(text) ? LooksLikeAToken.Replace(text, "${public}") : text;
        shown = shown.IndexOf(BearerStart, StringComparison.Ordinal) < 0
            ? shown
            : LooksLikeABearer.Replace(shown, "(access token)");
        return shown.Length < SecretLength ? shown : LooksLikeASecret.Replace(shown, "…");
    }

    // Two dots, each of which may be written as in a URL.
    private static bool HasThreeParts(string text) =>
        text.IndexOf('%') >= 0 || text.IndexOf('.') is var dot && dot >= 0 && text.IndexOf('.', dot + 1) >= 0;

    private static string Printable(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return Rebuilt(text);
            }
        }

        return text.Trim();
    }

    // Bidirectional overrides are of the category Format: they make a terminal show a name backwards. A surrogate without its
    // partner is no character at all.
    private static string Rebuilt(string text)
    {
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            if (char.IsWhiteSpace(text, i))
            {
                builder.Append(' ');
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(text, i)
                is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate))
            {
                builder.Append(text, i, length);
            }

            i += length - 1;
        }

        return builder.ToString().Trim();
    }
}

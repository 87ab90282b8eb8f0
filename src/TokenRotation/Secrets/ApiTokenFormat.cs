using System.Text.RegularExpressions;

namespace TokenRotation.Secrets;

/// <summary>How a token is written: which texts are tokens, of what kind, and which part of them is public.</summary>
internal static class ApiTokenFormat
{
    private static readonly Regex Modern = new(
        @"\A(?<prefix>dt0[a-z][0-9]{2})\.(?<public>[A-Z0-9]{8,24})\.(?<secret>[A-Z0-9]{64})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex Old = new(@"\A[A-Za-z0-9_\-]{10,64}\z", RegexOptions.CultureInvariant);

    // What a newer server may make: no part is shorter than those that are known, so that a token that was cut short is none.
    private static readonly Regex Newer = new(
        @"\A(?<prefix>[a-z]{1,4}[0-9][a-z0-9]{0,6})\.(?<public>[A-Za-z0-9_\-]{8,64})\.[A-Za-z0-9_\-]{64,512}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly Regex KnownPrefix = new(@"\Adt0[a-z][0-9]{2}\.", RegexOptions.CultureInvariant);

    // No sentence, address, connection string or JSON is written so.
    private static readonly Regex Stored = new(@"\A[A-Za-z0-9_\-.~:]{64,1024}\z", RegexOptions.CultureInvariant);

    public static (ApiTokenKind Kind, string? Id) Read(string text)
    {
        if (text.Length == 0)
        {
            throw new ApiTokenFormatException("The token is empty.");
        }

        if (text.Any(char.IsWhiteSpace))
        {
            throw new ApiTokenFormatException("The token contains white space. Copy it again, without spaces or line breaks.");
        }

        var match = Modern.Match(text);
        if (match.Success)
        {
            var prefix = match.Groups["prefix"].Value;
            return (KindOf(prefix), prefix + "." + match.Groups["public"].Value);
        }

        if (Old.IsMatch(text))
        {
            return (ApiTokenKind.OldFormat, null);
        }

        var newer = Newer.Match(text);
        if (newer.Success)
        {
            return (ApiTokenKind.Other, newer.Groups["prefix"].Value + "." + newer.Groups["public"].Value);
        }

        throw new ApiTokenFormatException(
            "The text is no Dynatrace token. A token reads prefix.PUBLICPART.SECRET: dt0c01, 24 and 64 characters for an API "
                + "token; dt0s16 or dt0s02, 8 and 64 for a platform token or an OAuth client.");
    }

    /// <summary>The same of a text that is a token for certain, in a form that is newer than this module.</summary>
    public static (ApiTokenKind Kind, string? Id) ReadReceived(string text)
    {
        try
        {
            return Read(text);
        }
        catch (ApiTokenFormatException) when (text.Length > 0 && !text.Any(char.IsWhiteSpace))
        {
            var parts = text.Split('.');
            var hasId = parts.Length == 3 && parts[0].Length > 0 && parts[1].Length > 0;
            return (ApiTokenKind.Other, hasId ? parts[0] + "." + parts[1] : null);
        }
    }

    /// <summary>
    /// The same of what stands in an entry that is kept for tokens: it may have been made in a form that is newer than this
    /// module. A form that is known, and broken, is none.
    /// </summary>
    public static (ApiTokenKind Kind, string? Id) ReadStored(string text)
    {
        try
        {
            return Read(text);
        }
        catch (ApiTokenFormatException) when (Stored.IsMatch(text) && !KnownPrefix.IsMatch(text))
        {
            return (ApiTokenKind.Other, null);
        }
    }

    /// <summary>What the token of an ID, prefix and public part, is for.</summary>
    public static ApiTokenKind KindOfId(string id) => KindOf(id.Split('.')[0]);

    private static ApiTokenKind KindOf(string prefix) => prefix switch
    {
        "dt0c01" => ApiTokenKind.Classic,
        "dt0s16" => ApiTokenKind.Platform,
        "dt0s02" or "dt0s03" or "dt0s06" or "dt0s08" or "dt0s12" => ApiTokenKind.OAuth,
        "dt0g02" => ApiTokenKind.ActiveGate,
        _ => ApiTokenKind.Other,
    };
}

using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenRotation.Api.Wire;

/// <summary>A body that is a page for people: it comes from what stands before the token API, which never sends one.</summary>
internal static class WebPage
{
    private const int Head = 4096;

    private static readonly Regex Title = new(
        @"<title[^>]*>\s*(?<title>[^<]*?)\s*</title>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    /// <summary>True for HTML and for XML.</summary>
    public static bool Is(ArraySegment<byte> body) =>
        body.FirstOrDefault(
            character => character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF))
            == (byte)'<';

    /// <summary>The page's title, raw; null without one.</summary>
    public static string? TitleOf(ArraySegment<byte> body)
    {
        if (!Is(body))
        {
            return null;
        }

        var match = Title.Match(Encoding.UTF8.GetString(body.Array!, body.Offset, Math.Min(body.Count, Head)));
        return match.Success && match.Groups["title"].Value is { Length: > 0 } title ? WebUtility.HtmlDecode(title) : null;
    }
}

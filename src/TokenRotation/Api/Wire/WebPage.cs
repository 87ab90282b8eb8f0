using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenRotation.Api.Wire;

/// <summary>A body that is made for people: it comes from what stands before the token API, which sends JSON alone.</summary>
internal static class WebPage
{
    private const int Head = 4096;
    private const int ShortText = 200;

    private static readonly Regex Title = new(
        @"<title[^>]*>\s*(?<title>[^<]*?)\s*</title>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    /// <summary>True for HTML and for XML.</summary>
    public static bool Is(ArraySegment<byte> body) => First(body) == (byte)'<';

    /// <summary>True for a page and for any other text; not for an empty body.</summary>
    public static bool IsNotJson(ArraySegment<byte> body) => First(body) is not (0 or (byte)'{' or (byte)'[');

    /// <summary>The page's title, or a short text as a whole, raw; null without one.</summary>
    public static string? TitleOf(ArraySegment<byte> body)
    {
        if (!Is(body))
        {
            return IsNotJson(body) && body.Count <= ShortText
                ? Encoding.UTF8.GetString(body.Array!, body.Offset, body.Count)
                : null;
        }

        var match = Title.Match(Encoding.UTF8.GetString(body.Array!, body.Offset, Math.Min(body.Count, Head)));
        return match.Success && match.Groups["title"].Value is { Length: > 0 } title ? WebUtility.HtmlDecode(title) : null;
    }

    // Zero where there is nothing, or nothing but space and a byte order mark.
    private static byte First(ArraySegment<byte> body) => body.FirstOrDefault(
        character => character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF));
}

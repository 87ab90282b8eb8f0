using System.Text;

namespace TokenRotation.Cmdlets;

/// <summary>
/// Text for a terminal. Anybody who may manage tokens may put escape sequences into a name; shown as they are, they would move
/// the cursor, hide rows or write a clipboard.
/// </summary>
internal static class ViewText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with a replacement character in place of each one that is no picture.</summary>
    public static string Printable(string text) =>
        text.Any(IsObeyed) ? text.Aggregate(new StringBuilder(text.Length), (shown, one) => shown.Append(IsObeyed(one) ? Replacement : one)).ToString() : text;

    // Bidirectional overrides are of the category Format: they make a terminal show a name backwards.
    private static bool IsObeyed(char one) =>
        char.IsControl(one) || char.GetUnicodeCategory(one) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;
}

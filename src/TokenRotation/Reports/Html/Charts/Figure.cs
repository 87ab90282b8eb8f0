using System.Globalization;

namespace TokenRotation.Reports.Html.Charts;

/// <summary>A picture with the question that it answers, and the answer in words for those who do not see it.</summary>
internal static class Figure
{
    public const double Width = 360;

    /// <summary>Writes a figure.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="question">The heading.</param>
    /// <param name="answer">What the picture comes to, in a sentence.</param>
    /// <param name="height">The picture's height.</param>
    /// <param name="values">Every value in words, in place of the picture.</param>
    /// <param name="draw">Draws the picture.</param>
    public static void Write(HtmlWriter html, string question, string answer, double height, string values, Action draw) =>
        html.Element("figure", () => html
            .Element("figcaption", () => html.Text("h3", question).Text("p", answer))
            .Element("svg", draw, "viewBox", $"0 0 {Number(Width)} {Number(height)}", "role", "img", "aria-label", values));

    public static void Text(HtmlWriter html, double x, double y, string text, string? anchor = null, string? style = null) =>
        html.Text("text", text, "x", Number(x), "y", Number(y), "text-anchor", anchor, "class", style);

    public static void Rectangle(HtmlWriter html, double x, double y, double width, double height, string style) =>
        html.Empty("rect", "x", Number(x), "y", Number(y), "width", Number(width), "height", Number(height), "rx", "2", "class",
            style);

    public static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A count as people read it.</summary>
    public static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    public static string Values(IEnumerable<Bar> bars) =>
        string.Join("; ", bars.Select(bar => $"{bar.Label}: {Count(bar.Count)}"));
}

namespace TokenRotation.Reports.Html.Charts;

/// <summary>Bars from left to right, a line each.</summary>
internal static class BarChart
{
    private const double Line = 26;
    private const double Labels = 138;
    private const double Numbers = 48;
    public const int LongestLabel = 18;

    public static void Write(HtmlWriter html, string question, string answer, IReadOnlyList<Bar> bars)
    {
        var most = Math.Max(1, bars.Max(bar => bar.Count));
        Figure.Write(html, question, answer, (bars.Count * Line) + 4, Figure.Values(bars), () =>
        {
            for (var i = 0; i < bars.Count; i++)
            {
                Draw(html, bars[i], i * Line, (Figure.Width - Labels - Numbers) * bars[i].Count / most);
            }
        });
    }

    private static void Draw(HtmlWriter html, Bar bar, double y, double length)
    {
        Figure.Text(html, 0, y + 17, Short(bar.Label));
        Figure.Rectangle(html, Labels, y + 4, Figure.Width - Labels - Numbers, 18, "track");
        if (bar.Count > 0)
        {
            Figure.Rectangle(html, Labels, y + 4, Math.Max(length, 2), 18, bar.Tone);
        }

        Figure.Text(html, Figure.Width, y + 17, Figure.Count(bar.Count), "end", "number");
    }

    private static string Short(string label) =>
        label.Length <= LongestLabel ? label : label.Substring(0, LongestLabel - 1) + "…";
}

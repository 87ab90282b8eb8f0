namespace TokenRotation.Reports.Html.Charts;

/// <summary>
/// Columns side by side, for what happens week by week. What does not happen in any of these weeks stands apart; a column there
/// that would dwarf the weeks is cut short, and a gap in it says so.
/// </summary>
internal static class WeekChart
{
    private const double Height = 150;
    private const double Top = 22;
    private const double Bottom = 128;
    private const double ApartWidth = 46;
    private const double Gap = 12;
    private const double MostOfTallestWeek = 1.6;

    public static void Write(
        HtmlWriter html, string question, string answer, IReadOnlyList<Bar> weeks, IReadOnlyList<Bar> apart, int labelEvery)
    {
        var tallest = Math.Max(1, weeks.Max(week => week.Count));
        var scale = (Bottom - Top) / Math.Max(tallest, Math.Min(apart.Max(bar => bar.Count), tallest * MostOfTallestWeek));
        var step = (Figure.Width - Gap - (apart.Count * ApartWidth)) / weeks.Count;
        Figure.Write(html, question, answer, Height, Figure.Values(weeks.Concat(apart)), () =>
        {
            html.Empty(
                "line", "x1", "0", "x2", Figure.Number(Figure.Width), "y1", Figure.Number(Bottom), "y2", Figure.Number(Bottom),
                "class", "axis");
            for (var i = 0; i < weeks.Count; i++)
            {
                Draw(html, weeks[i], i * step, step, scale);
                if (i % labelEvery == 0 && i < weeks.Count - 1)
                {
                    Figure.Text(html, i * step, Bottom + 16, weeks[i].Label, null, "tick");
                }
            }

            for (var i = 0; i < apart.Count; i++)
            {
                var x = Figure.Width - ((apart.Count - i) * ApartWidth);
                Draw(html, apart[i], x, ApartWidth, scale);
                Figure.Text(html, x + (ApartWidth / 2), Bottom + 16, apart[i].Label, "middle", "tick");
            }
        });
    }

    private static void Draw(HtmlWriter html, Bar bar, double x, double step, double scale)
    {
        if (bar.Count == 0)
        {
            return;
        }

        var whole = Math.Max(2, bar.Count * scale);
        var height = Math.Min(whole, Bottom - Top);
        Figure.Rectangle(html, x + 2, Bottom - height, step - 4, height, bar.Tone);
        Figure.Text(html, x + (step / 2), Bottom - height - 5, Figure.Count(bar.Count), "middle", "number");
        if (whole > height + 1)
        {
            Figure.Rectangle(html, x, Bottom - (height * 0.8), step, 5, "cut");
        }
    }
}

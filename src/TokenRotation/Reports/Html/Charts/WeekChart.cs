namespace TokenRotation.Reports.Html.Charts;

/// <summary>Columns side by side, for what happens week by week.</summary>
internal static class WeekChart
{
    private const double Height = 150;
    private const double Top = 18;
    private const double Bottom = 128;

    public static void Write(HtmlWriter html, string question, string answer, IReadOnlyList<Bar> columns, int labelEvery, int lastLabels)
    {
        var most = Math.Max(1, columns.Max(column => column.Count));
        var step = Figure.Width / columns.Count;
        Figure.Write(html, question, answer, Height, Figure.Values(columns), () =>
        {
            html.Empty("line", "x1", "0", "x2", Figure.Number(Figure.Width), "y1", Figure.Number(Bottom), "y2", Figure.Number(Bottom), "class", "axis");
            for (var i = 0; i < columns.Count; i++)
            {
                var height = (Bottom - Top) * columns[i].Count / most;
                Draw(html, columns[i], i * step, step, columns[i].Count == 0 ? 0 : Math.Max(height, 2));
                if (i >= columns.Count - lastLabels || (i < columns.Count - lastLabels - 1 && i % labelEvery == 0))
                {
                    Figure.Text(html, i == 0 ? 0 : (i * step) + (step / 2), Bottom + 16, columns[i].Label, i == 0 ? null : "middle", "tick");
                }
            }
        });
    }

    private static void Draw(HtmlWriter html, Bar column, double x, double step, double height)
    {
        if (column.Count > 0)
        {
            Figure.Rectangle(html, x + 3, Bottom - height, step - 6, height, column.Tone);
            Figure.Text(html, x + (step / 2), Bottom - height - 4, Figure.Count(column.Count), "middle", "number");
        }
    }
}

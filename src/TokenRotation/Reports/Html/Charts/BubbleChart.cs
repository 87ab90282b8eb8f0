namespace TokenRotation.Reports.Html.Charts;

/// <summary>Circles in a grid: how many there are of each combination.</summary>
internal static class BubbleChart
{
    private const double Left = 76;
    private const double Row = 25;
    private const double Largest = 12;

    /// <summary>Draws the grid.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="question">The heading.</param>
    /// <param name="answer">What the picture comes to.</param>
    /// <param name="columns">The columns' labels.</param>
    /// <param name="rows">The rows' labels.</param>
    /// <param name="counts">How many, by row and column.</param>
    /// <param name="toneOf">The colour of a combination.</param>
    public static void Write(
        HtmlWriter html, string question, string answer, IReadOnlyList<string> columns, IReadOnlyList<string> rows,
            int[,] counts, Func<int, int, string> toneOf)
    {
        var most = Math.Max(1, counts.Cast<int>().Max());
        var step = (Figure.Width - Left) / columns.Count;
        var bottom = rows.Count * Row;
        Figure.Write(html, question, answer, bottom + 24, Values(columns, rows, counts), () =>
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var y = (row * Row) + (Row / 2);
                Figure.Text(html, 0, y + 4, rows[row]);
                html.Empty("line", "x1", Figure.Number(Left), "x2", Figure.Number(Figure.Width), "y1", Figure.Number(y), "y2",
                    Figure.Number(y), "class", "axis");
                for (var column = 0; column < columns.Count; column++)
                {
                    Draw(html, counts[row, column], Left + ((column + 0.5) * step), y, most, toneOf(row, column));
                }
            }

            for (var column = 0; column < columns.Count; column++)
            {
                Figure.Text(html, Left + ((column + 0.5) * step), bottom + 16, columns[column], "middle", "tick");
            }
        });
    }

    // The area tells the number.
    private static void Draw(HtmlWriter html, int count, double x, double y, int most, string tone)
    {
        if (count > 0)
        {
            var radius = Math.Max(2.5, Largest * Math.Sqrt((double)count / most));
            html.Element(
                "circle", () => html.Text("title", Figure.Count(count)),
                "cx", Figure.Number(x), "cy", Figure.Number(y), "r", Figure.Number(radius), "class", tone);
        }
    }

    private static string Values(IReadOnlyList<string> columns, IReadOnlyList<string> rows, int[,] counts) => string.Join("; ",
        from row in Enumerable.Range(0, rows.Count)
        from column in Enumerable.Range(0, columns.Count)
        where counts[row, column] > 0
        select $"last used {rows[row]}, age {columns[column]}: {Figure.Count(counts[row, column])}");
}

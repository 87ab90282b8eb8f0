using System.Globalization;
using TokenRotation.Secrets;

namespace TokenRotation.Reports.Csv;

/// <summary>
/// Writes CSV that a spreadsheet opens without obeying it: a text that it would take for a formula gets an apostrophe before
/// it. RFC 4180; every field quoted.
/// </summary>
/// <param name="writer">Where to.</param>
internal sealed class CsvWriter(TextWriter writer)
{
    public void Line(params object?[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            writer.Write(i == 0 ? "\"" : ",\"");
            writer.Write(Safe(Text(fields[i])).Replace("\"", "\"\""));
            writer.Write('"');
        }

        writer.Write("\r\n");
    }

    /// <summary>The text, which no spreadsheet calculates.</summary>
    public static string Safe(string text)
    {
        var start = text.TrimStart();
        return start.Length > 0
            && (start[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20' || text[0] is '\t' or '\r')
            ? "'" + text
            : text;
    }

    private static string Text(object? field) => field switch
    {
        null => string.Empty,
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        string text => ServerText.Clean(text) ?? string.Empty,
        IEnumerable<string> texts => string.Join(" ", texts.Select(ServerText.Shown)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => field.ToString() ?? string.Empty,
    };
}

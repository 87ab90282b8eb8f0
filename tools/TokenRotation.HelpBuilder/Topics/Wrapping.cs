namespace TokenRotation.HelpBuilder.Topics;

/// <summary>Breaks text into lines of a console's width.</summary>
internal static class Wrapping
{
    /// <summary>Columns in a line, the indentation included.</summary>
    public const int Width = 80;

    /// <summary>
    /// Wraps each line of a paragraph at spaces. A list item's further lines stand under its first word; a line of code, known
    /// by its indentation, is kept as it is.
    /// </summary>
    public static string Wrap(string paragraph, int indent) =>
        string.Join('\n', paragraph.Split('\n').SelectMany(line => WrapLine(line, new string(' ', indent))));

    private static IEnumerable<string> WrapLine(string line, string indent)
    {
        var own = line.Length - line.TrimStart(' ').Length;
        if (line.Length == 0 || own >= TopicSection.TextIndent)
        {
            yield return line.Length == 0 ? string.Empty : indent + line;
            yield break;
        }

        var current = indent + line[..own];
        var hanging = indent + new string(' ', own + BulletWidth(line.TrimStart(' ')));
        var empty = true;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && current.Length + 1 + word.Length > Width)
            {
                yield return current;
                current = hanging;
                empty = true;
            }

            current += empty ? word : " " + word;
            empty = false;
        }

        yield return current;
    }

    private static int BulletWidth(string line)
    {
        var bullet = line.Split(' ')[0];
        return bullet == "-" || (bullet.EndsWith('.') && int.TryParse(bullet[..^1], out _)) ? bullet.Length + 1 : 0;
    }
}

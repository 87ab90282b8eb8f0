using Markdig.Syntax;

namespace TokenRotation.HelpBuilder.Markdown;

/// <summary>
/// The <c>Key: value</c> lines that PlatyPS's layout uses for front matter and for a parameter's facts. It looks like YAML and
/// is less: one line a key, the rest of the line is the value.
/// </summary>
internal static class KeyValueLines
{
    /// <exception cref="Pages.PageException">A line has no colon, or a key stands there twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(MarkdownFile file, LeafBlock block)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in block.Lines.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw file.Error(block, $"'{line}' is not 'Key: value'.");
            }

            if (!values.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim()))
            {
                throw file.Error(block, $"'{line[..colon]}' stands here twice.");
            }
        }

        return values;
    }
}

using System.Globalization;
using Markdig.Syntax;
using TokenRotation.HelpBuilder.Markdown;

namespace TokenRotation.HelpBuilder.Pages;

/// <summary>Takes values of each kind out of a block of facts, and says which line is wrong.</summary>
internal sealed class FactLines(MarkdownFile file, LeafBlock block)
{
    private readonly Dictionary<string, string> _left = new(KeyValueLines.Read(file, block), StringComparer.Ordinal);

    public bool Has(string key) => _left.ContainsKey(key);

    public string Text(string key)
    {
        var value = Take(key);
        return value.Length > 0 ? value : throw file.Error(block, $"'{key}' has no value.");
    }

    public IReadOnlyList<string> List(string key) =>
        Take(key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Flag(string key)
    {
        var value = Take(key);
        return bool.TryParse(value, out var flag)
            ? flag
            : throw file.Error(block, $"'{key}: {value}' is neither True nor False.");
    }

    public int? Position(string key, string none)
    {
        var value = Take(key);
        if (value == none)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : throw file.Error(block, $"'{key}: {value}' is neither a number nor {none}.");
    }

    public void CheckNothingLeft()
    {
        if (_left.Count > 0)
        {
            throw file.Error(block, $"'{_left.Keys.First()}' is no fact of a parameter.");
        }
    }

    private string Take(string key) =>
        _left.Remove(key, out var value) ? value : throw file.Error(block, $"'{key}: …' is missing.");
}

using System.Globalization;
using System.Xml;
using TokenRotation.Secrets;

namespace TokenRotation.Reports.Html;

/// <summary>
/// Writes HTML through an XML writer: what is written as text or as an attribute's value can never become markup. The one way
/// around it, <see cref="Resource"/>, takes only what this module brought along or has escaped.
/// </summary>
internal sealed class HtmlWriter : IDisposable
{
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "meta", "link", "input", "br" };

    private readonly XmlWriter _xml;

    public HtmlWriter(TextWriter text)
    {
        _xml = XmlWriter.Create(text, new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            ConformanceLevel = ConformanceLevel.Document,
            NewLineHandling = NewLineHandling.None,
            CloseOutput = false,
        });
        _xml.WriteDocType("html", null, null, null);
    }

    /// <summary>
    /// An element with attributes, by pairs of name and value, and a text; a null value leaves its attribute out.
    /// </summary>
    public HtmlWriter Text(string name, object? text, params string?[] attributes) =>
        Element(name, () => Write(text), attributes);

    /// <summary>An element without content.</summary>
    public HtmlWriter Empty(string name, params string?[] attributes) => Element(name, static () => { }, attributes);

    /// <summary>An element with attributes, by pairs of name and value, and what <paramref name="content"/> writes.</summary>
    public HtmlWriter Element(string name, Action content, params string?[] attributes)
    {
        _xml.WriteStartElement(name);
        for (var i = 0; i < attributes.Length; i += 2)
        {
            if (attributes[i + 1] is { } value)
            {
                _xml.WriteAttributeString(attributes[i]!, value);
            }
        }

        content();
        if (Void.Contains(name))
        {
            _xml.WriteEndElement();
        }
        else
        {
            // HTML knows no <td/>.
            _xml.WriteFullEndElement();
        }

        return this;
    }

    /// <summary>Text within an element.</summary>
    public HtmlWriter Write(object? text)
    {
        _xml.WriteString(Shown(text));
        return this;
    }

    /// <summary>A style sheet or a script, which HTML reads to its end tag without looking at it.</summary>
    public HtmlWriter Resource(string name, string content, params string?[] attributes) =>
        Element(name, () => _xml.WriteRaw(content), attributes);

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <summary>A value as the report shows it: nothing in it that turns the text around or hides.</summary>
    public static string Shown(object? value) => value switch
    {
        null => string.Empty,
        string text => ServerText.Clean(text) ?? string.Empty,
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}

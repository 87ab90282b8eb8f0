using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenRotation.Specs;

/// <summary>
/// Reads JSON and keeps the place of everything, for the sake of messages. Comments and trailing commas are allowed, since
/// people write these files.
/// </summary>
internal static class SpecParser
{
    // No spec file has reason for half of it, and recursion ends before the stack does.
    private const int MaximumDepth = 16;

    // No JSON begins with a bare name and a colon, a dash and a space, or three dashes; comments may stand before it.
    private static readonly Regex Yaml = new(
        @"\A(\s|#[^\n]*\n)*(---|-\s|[A-Za-z_$][A-Za-z0-9_$-]*\s*:)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a text that holds one JSON value.</summary>
    /// <exception cref="TokenSpecFileException">The text is no JSON, or is nested too deep.</exception>
    public static SpecNode Parse(SpecText text)
    {
        try
        {
            var reader = new Utf8JsonReader(text.Bytes, Options);
            reader.Read();
            var root = Value(ref reader, text);
            while (reader.Read())
            {
                // Reading on finds text after the value.
            }

            return root;
        }
        catch (JsonException exception)
        {
            throw Fault(
                text,
                text.OffsetOf(exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0),
                Yaml.IsMatch(Encoding.UTF8.GetString(text.Bytes)) ? SpecMessages.FileIsYaml : SpecMessages.FileIsNoJson);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no text at all, as the reader finds when it is asked for it.
            throw Fault(text, 0, SpecMessages.FileIsNoText);
        }
    }

    private static SpecNode Value(ref Utf8JsonReader reader, SpecText text)
    {
        var offset = (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        if (reader.CurrentDepth > MaximumDepth)
        {
            throw Fault(text, offset, SpecMessages.FileIsTooDeep);
        }

        return kind switch
        {
            JsonTokenType.StartObject => new SpecNode(kind, offset, string.Empty, Members(ref reader, text), []),
            JsonTokenType.StartArray => new SpecNode(kind, offset, string.Empty, [], Items(ref reader, text)),
            JsonTokenType.String => new SpecNode(kind, offset, reader.GetString()!, [], []),
            JsonTokenType.Number => new SpecNode(kind, offset, Encoding.UTF8.GetString(reader.ValueSpan.ToArray()), [], []),
            _ => new SpecNode(kind, offset, string.Empty, [], []),
        };
    }

    private static List<SpecMember> Members(ref Utf8JsonReader reader, SpecText text)
    {
        var members = new List<SpecMember>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var offset = (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            members.Add(new SpecMember(name, offset, Value(ref reader, text)));
        }

        return members;
    }

    private static List<SpecNode> Items(ref Utf8JsonReader reader, SpecText text)
    {
        var items = new List<SpecNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value(ref reader, text));
        }

        return items;
    }

    private static TokenSpecFileException Fault(SpecText text, int offset, string message)
    {
        var (line, column) = text.PlaceOf(offset);
        return new TokenSpecFileException(text.File, [new SpecFault(line, column, null, message)]);
    }
}

using System.Text;

namespace TokenRotation.Specs;

/// <summary>The text of a spec file, with its lines. Immutable.</summary>
internal sealed class SpecText
{
    /// <summary>Far more than any list of tokens needs; a file beyond it is another file.</summary>
    public const int MaximumLength = 10 * 1024 * 1024;

    private const byte LineFeed = (byte)'\n';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly int[] _lineStarts;

    private SpecText(string file, byte[] bytes)
    {
        File = file;
        Bytes = bytes;
        _lineStarts = [0, .. bytes.Select((value, offset) => value == LineFeed ? offset + 1 : 0).Where(start => start > 0)];
    }

    /// <summary>What the file is called in messages.</summary>
    public string File { get; }

    /// <summary>The text as UTF-8, without a byte order mark.</summary>
    public byte[] Bytes { get; }

    /// <summary>Text that is there already.</summary>
    public static SpecText Of(string text, string file) => new(file, Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')));

    /// <summary>Reads a file: UTF-8 with or without a byte order mark, UTF-16 or UTF-32 with one.</summary>
    /// <exception cref="TokenSpecFileException">The file is too large, or is no text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static SpecText Load(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaximumLength)
            {
                throw Unusable(path, SpecMessages.FileIsTooLarge(MaximumLength / (1024 * 1024)));
            }
        }

        return Decode(content.ToArray(), path);
    }

    /// <summary>Reads the bytes of a file; what they encode is told by their byte order mark.</summary>
    /// <exception cref="TokenSpecFileException">The bytes are no text.</exception>
    public static SpecText Decode(byte[] bytes, string file)
    {
        try
        {
            var text = Marked(bytes) is { } encoding
                ? encoding.GetString(bytes, encoding.GetPreamble().Length, bytes.Length - encoding.GetPreamble().Length)
                : Utf8.GetString(bytes);
            return text.IndexOf('\0') < 0
                ? new SpecText(file, Utf8.GetBytes(text))
                : throw Unusable(file, SpecMessages.FileIsNoText);
        }
        catch (ArgumentException)
        {
            // DecoderFallbackException, and from .NET Framework's UTF-32 its base class.
            throw Unusable(file, SpecMessages.FileIsNoText);
        }
    }

    /// <summary>Where a byte stands, as an editor counts: line and character, from 1.</summary>
    public (int Line, int Column) PlaceOf(int offset)
    {
        var found = Array.BinarySearch(_lineStarts, offset);
        var line = found >= 0 ? found : ~found - 1;
        var start = _lineStarts[line];
        return (line + 1, Encoding.UTF8.GetCharCount(Bytes, start, offset - start) + 1);
    }

    /// <summary>The byte at a place as the JSON reader tells it: line and byte in the line, from 0.</summary>
    public int OffsetOf(long line, long byteInLine) =>
        (int)Math.Min(_lineStarts[Math.Min(line, _lineStarts.Length - 1)] + byteInLine, Bytes.Length);

    // UTF-32's mark begins with that of UTF-16.
    private static Encoding? Marked(byte[] bytes)
    {
        Encoding[] encodings =
        [
            new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
            new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
            new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        ];
        return encodings.FirstOrDefault(
            encoding => bytes.Take(encoding.GetPreamble().Length).SequenceEqual(encoding.GetPreamble()));
    }

    private static TokenSpecFileException Unusable(string file, string message) =>
        new(file, [new SpecFault(1, 1, null, message)]);
}

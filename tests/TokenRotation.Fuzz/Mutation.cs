using System.Text;

namespace TokenRotation.Fuzz;

/// <summary>Makes new texts out of old ones. The same seed makes the same texts.</summary>
internal sealed class Mutation(int seed)
{
    private const int MaximumLength = 20_000;

    private static readonly string[] Interesting =
    [
        "", "\0", "\u001b[2J",
        "\u001b]52;c;AAAA\u0007", "\u202e", "\ud800", "\udfff", "\ufeff", "\uffff", "😀", "é", "\r\n", "\t",
        " ", "\"", "'", "\\", "\\u0000",
        "\\ud800", "{", "}", "[", "]", "[[[[[[[[", ":", ",", "null", "true", "false", "\"\"", "0", "-1", "1e999", "-0.0",
        "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "99999999999999999999", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z", "2024-02-30T25:61:61Z", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
        "%", "%00", "%2e%2e", "..",
        "/", "//", "\\\\", "@", "#", "?", "&", "=", "://", "http://", "https://", "[::1]", ":99999", "xn--",
        ".apps.dynatrace.com", "/e/", "dt0c01.", "dt0c01.A.B",
        "[dtr pending ABCD of dt0c01.X]", "[dtr revoked 99999999T999999Z]", "[dtr superseded 20240101T000000Z by X]", "]", "()",
        "owner(\"", "~\"", "now+", "30d",
    ];

    private readonly Random _random = new(seed);

    public string Next(IReadOnlyList<string> seeds)
    {
        var text = new StringBuilder(seeds[_random.Next(seeds.Count)]);
        for (var changes = _random.Next(1, 8); changes > 0; changes--)
        {
            Change(text, seeds);
        }

        return text.ToString(0, Math.Min(text.Length, MaximumLength));
    }

    private void Change(StringBuilder text, IReadOnlyList<string> seeds)
    {
        var at = _random.Next(text.Length + 1);
        var length = _random.Next(Math.Min(text.Length - at, 40) + 1);
        switch (_random.Next(8))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, Interesting[_random.Next(Interesting.Length)]);
                break;
            case 2:
                text.Remove(at, length).Insert(at, Interesting[_random.Next(Interesting.Length)]);
                break;
            case 3:
                text.Insert(at, (char)_random.Next(char.MaxValue + 1));
                break;
            case 4 when at < text.Length:
                text[at] = (char)(text[at] ^ (1 << _random.Next(8)));
                break;
            case 5:
                text.Insert(at, text.ToString(at, length), _random.Next(1, 50));
                break;
            case 6:
                var other = seeds[_random.Next(seeds.Count)];
                text.Insert(at, other[_random.Next(other.Length + 1)..]);
                break;
            default:
                text.Length = at;
                break;
        }
    }
}

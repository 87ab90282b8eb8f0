using System.Text;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Secrets;

/// <summary>A server, a proxy or a store that repeats a secret in another shape.</summary>
public sealed class SecretTracesTests
{
    public static TheoryData<string> Shapes =>
    [
        "alone", "lower", "upper prefix", "percent", "percent all", "spaces", "lines", "dashes", "half", "tail", "reversed",
        "hex", "base64", "base64 header", "base64 +1", "base64 utf-16",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_part_of_a_known_secret_is_left(string shape)
    {
        var token = TokenApartFromTheWords();
        var secret = NewToken.SecretPartOf(token);
        var said = Said(shape, token.Reveal(), secret);

        var shown = ServerText.Clean("before " + said + " behind", token)!;

        Assert.StartsWith("before ", shown, StringComparison.Ordinal);
        Assert.EndsWith(" behind", shown, StringComparison.Ordinal);
        Assert.True(shown.Length < 100, "something long is left");
        Assert.DoesNotContain(Windows(secret, 8), part => Letters(shown).Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_secret_of_the_old_format_is_found_in_every_shape_too()
    {
        var text = NewToken.OldFormatText();
        using var token = ApiToken.Parse(text);

        Assert.Equal("a … b", ServerText.Clean($"a {text.ToLowerInvariant()} b", token));
        Assert.DoesNotContain(
            text[..8],
            ServerText.Clean(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) + " " + text[..10], token)!,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_left_as_they_are()
    {
        const string Said =
            "Token is missing required scope. Use one of: apiTokens.read (Read API tokens), apiTokens.write (100 % of it)";

        Assert.Equal(Said, ServerText.Clean(Said, NewToken.Classic()));
    }

    [Fact]
    public void A_token_that_is_not_known_is_found_in_other_cases_and_encoded()
    {
        var token = NewToken.Text();

        Assert.DoesNotContain(
            token.Split('.')[2],
            ServerText.Clean(token.Replace(".", "%2E", StringComparison.Ordinal))!,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            token.Split('.')[2],
            ServerText.Clean(token.Replace("dt0c", "DT0C", StringComparison.Ordinal))!,
            StringComparison.Ordinal);
    }

    // A letter beside a part of the secret that happens to go on with it is taken with it: "tail" must not follow an e, nor
    // "half" be followed by a b.
    private static ApiToken TokenApartFromTheWords()
    {
        while (true)
        {
            var token = NewToken.Classic();
            if (NewToken.SecretPartOf(token) is var secret && secret[^10] != 'E' && secret[32] != 'B')
            {
                return token;
            }

            token.Dispose();
        }
    }

    private static string Said(string shape, string token, string secret) => shape switch
    {
        "alone" => secret,
        "lower" => secret.ToLowerInvariant(),
        "upper prefix" => token.ToUpperInvariant(),
        "percent" => token.Replace(".", "%2E", StringComparison.Ordinal),
        "percent all" => string.Concat(secret.Select(letter => $"%{(int)letter:x2}")),
        "spaces" => string.Join(' ', secret.Chunk(5).Select(part => new string(part))),
        "lines" => string.Join("\r\n", secret.Chunk(44).Select(part => new string(part))),
        "dashes" => string.Join('-', secret.Chunk(4).Select(part => new string(part))),
        "half" => secret[..32],
        "tail" => secret[^9..],
        "reversed" => new string([.. secret.Reverse()]),
        "hex" => Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        "base64 header" => Convert.ToBase64String(Encoding.UTF8.GetBytes(" " + secret))[2..],
        "base64 +1" => Convert.ToBase64String(Encoding.UTF8.GetBytes("  " + secret))[3..],
        "base64 utf-16" => Convert.ToBase64String(Encoding.Unicode.GetBytes(secret)),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    private static IEnumerable<string> Windows(string text, int length) =>
        Enumerable.Range(0, text.Length - length + 1).Select(from => text.Substring(from, length));

    private static string Letters(string text) => new([.. text.Where(char.IsAsciiLetterOrDigit)]);
}

using System.Globalization;
using System.Text;

namespace TokenRotation.Secrets;

/// <summary>
/// Takes known secrets out of a text that somebody else wrote: every part of eight letters and digits, in any case, forwards and
/// backwards, URL-encoded, as hexadecimal digits or base64, and whatever stands between the letters.
/// </summary>
internal sealed class SecretTraces
{
    // Short enough that what is left of a secret helps nobody, long enough that no word is hit.
    private const int Shortest = 8;

    private const char Removed = '…';

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    /// <param name="secrets">The tokens that may be in the text; null for one that there is not.</param>
    public SecretTraces(IEnumerable<ApiToken?> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret is not null)
            {
                Learn(SecretPartOf(secret));
            }
        }
    }

    /// <summary>The text without any part of the secrets.</summary>
    public string Remove(string text)
    {
        var letters = LettersOf(text);
        var isPart = PartsIn(letters);
        var left = new StringBuilder(text.Length);
        var from = 0;
        for (var i = 0; i < letters.Count; i++)
        {
            if (!isPart[i])
            {
                continue;
            }

            var first = i;
            while (i + 1 < letters.Count && isPart[i + 1])
            {
                i++;
            }

            left.Append(text, from, letters[first].Start - from).Append(Removed);
            from = letters[i].End;
        }

        return left.Append(text, from, text.Length - from).ToString();
    }

    private static string SecretPartOf(ApiToken secret)
    {
        var text = secret.Reveal();
        return text.Substring(text.LastIndexOf('.') + 1);
    }

    private void Learn(string secret)
    {
        LearnParts(secret);
        LearnParts(new string(secret.Reverse().ToArray()));
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(secret), Encoding.Unicode.GetBytes(secret) })
        {
            LearnParts(BitConverter.ToString(bytes));
            for (var before = 0; before < 3; before++)
            {
                LearnParts(Base64(bytes, before));
            }
        }
    }

    // The characters that depend on the secret alone, behind so many bytes of something else.
    private static string Base64(byte[] bytes, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
        var first = before == 0 ? 0 : before + 1;
        var last = (before + bytes.Length) * 8 / 6;
        return text.Substring(first, last - first);
    }

    private void LearnParts(string form)
    {
        var letters = new string(form.Where(IsLetter).Select(char.ToUpperInvariant).ToArray());
        for (var i = 0; i + Shortest <= letters.Length; i++)
        {
            _parts.Add(letters.Substring(i, Shortest));
        }
    }

    private bool[] PartsIn(List<(char Letter, int Start, int End)> letters)
    {
        var isPart = new bool[letters.Count];
        var text = new string(letters.Select(one => one.Letter).ToArray());
        for (var i = 0; i + Shortest <= text.Length; i++)
        {
            if (_parts.Contains(text.Substring(i, Shortest)))
            {
                for (var j = i; j < i + Shortest; j++)
                {
                    isPart[j] = true;
                }
            }
        }

        return isPart;
    }

    // Where each letter and digit stands; one that is percent-encoded takes three places.
    private static List<(char Letter, int Start, int End)> LettersOf(string text)
    {
        var letters = new List<(char, int, int)>();
        for (var i = 0; i < text.Length; i++)
        {
            var length = 1;
            var letter = text[i];
            if (letter == '%' && i + 2 < text.Length
                && byte.TryParse(
                    text.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                (letter, length) = ((char)code, 3);
            }

            if (IsLetter(letter))
            {
                letters.Add((char.ToUpperInvariant(letter), i, i + length));
            }

            i += length - 1;
        }

        return letters;
    }

    private static bool IsLetter(char character) =>
        character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9');
}

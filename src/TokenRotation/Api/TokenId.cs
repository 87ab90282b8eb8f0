using System.Text.RegularExpressions;

namespace TokenRotation.Api;

/// <summary>Keeps what is no ID out of URLs: a whole token above all, because URLs are logged on their way.</summary>
internal static class TokenId
{
    private const int MaximumLength = 128;

    private static readonly Regex WholeToken = new(@"\A[A-Za-z0-9]+\.[^.]+\..", RegexOptions.CultureInvariant);

    /// <summary>The path of the token with this ID below <paramref name="collection"/>.</summary>
    /// <exception cref="InvalidRequestException">The text is no ID. It is not repeated in the message.</exception>
    public static string PathOf(string collection, string id, HttpMethod method)
    {
        if (id is null)
        {
            throw new ArgumentNullException(nameof(id));
        }

        if (WholeToken.IsMatch(id))
        {
            throw new InvalidRequestException(
                ApiMessages.IdIsAWholeToken, new FailedRequest(method.Method, collection, null), []);
        }

        if (!IsLegible(id))
        {
            throw new InvalidRequestException(ApiMessages.IdIsIllegible, new FailedRequest(method.Method, collection, null), []);
        }

        return collection + "/" + id;
    }

    /// <summary>Whether a text can be an ID. By hand: a list holds many thousand.</summary>
    public static bool IsLegible(string id)
    {
        var dots = 0;
        var letters = 0;
        foreach (var character in id)
        {
            if (character == '.')
            {
                dots++;
            }
            else if (character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            {
                letters++;
            }
            else if (character is not ('_' or '-'))
            {
                return false;
            }
        }

        return letters > 0 && id.Length <= MaximumLength && (dots < 2 || !WholeToken.IsMatch(id));
    }
}

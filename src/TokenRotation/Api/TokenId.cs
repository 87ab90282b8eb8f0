using System.Text.RegularExpressions;
using TokenRotation.Messages;

namespace TokenRotation.Api;

/// <summary>Keeps what is no ID out of URLs: a whole token above all, because URLs are logged on their way.</summary>
internal static class TokenId
{
    private static readonly Regex Legible = new(@"\A(?=.*[A-Za-z0-9])[A-Za-z0-9_.\-]{1,128}\z", RegexOptions.CultureInvariant);

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
            throw new InvalidRequestException(ApiMessages.IdIsAWholeToken, new FailedRequest(method.Method, collection, null), []);
        }

        if (!IsLegible(id))
        {
            throw new InvalidRequestException(ApiMessages.IdIsIllegible, new FailedRequest(method.Method, collection, null), []);
        }

        return collection + "/" + id;
    }

    public static bool IsLegible(string id) => Legible.IsMatch(id) && !WholeToken.IsMatch(id);
}

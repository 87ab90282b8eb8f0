using System.Security.Cryptography;
using System.Text;

namespace TokenRotation.Rotation.Stamps;

/// <summary>
/// Where a new token's secret goes, short enough for a stamp: five characters of a hash over the store and its entry. A run
/// whose secrets go elsewhere cannot see whether the token is in use.
/// </summary>
internal static class PlaceMark
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 5;

    /// <summary>The mark of an entry.</summary>
    /// <param name="store">What the store is called: an entry of the same name may be in another one.</param>
    /// <param name="entry">The entry.</param>
    public static string Of(string store, string entry)
    {
        using var hash = SHA256.Create();
        var digest = hash.ComputeHash(Encoding.UTF8.GetBytes(store + "\n" + entry));
        return new string(digest.Take(Length).Select(value => Alphabet[value % Alphabet.Length]).ToArray());
    }
}

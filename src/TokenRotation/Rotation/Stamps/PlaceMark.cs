using System.Security.Cryptography;
using System.Text;

namespace TokenRotation.Rotation.Stamps;

/// <summary>
/// Where a new token's secret goes, short enough for a stamp: five characters of a hash over the stores and their entries. A run
/// whose secrets go elsewhere cannot see whether the token is in use. The first character tells how many entries there are: a
/// letter for one, else a digit.
/// </summary>
internal static class PlaceMark
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 5;
    private const int Letters = 26;

    // So many, or more.
    private const int Most = 7;

    /// <summary>What tells an entry from others. A vault may tell letters by case or not.</summary>
    /// <param name="store">What the store is called: an entry of the same name may be in another one.</param>
    /// <param name="entry">The entry.</param>
    public static string Key(string store, string entry) => $"{store}\n{entry}".ToUpperInvariant();

    /// <summary>The mark of an entry.</summary>
    public static string Of(string store, string entry) => Of([(store, entry)]);

    /// <summary>The mark of several entries, in whatever order they were named.</summary>
    public static string Of(IEnumerable<(string Store, string Entry)> entries)
    {
        var keys = entries.Select(one => Key(one.Store, one.Entry)).Distinct().ToList();
        keys.Sort(StringComparer.Ordinal);
        using var hash = SHA256.Create();
        var digest = hash.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n\n", keys)));
        var first = keys.Count == 1 ? Alphabet[digest[0] % Letters] : (char)('0' + Math.Min(keys.Count, Most));
        return first + new string(digest.Skip(1).Take(Length - 1).Select(value => Alphabet[value % Alphabet.Length]).ToArray());
    }

    /// <summary>Both marks are of as many entries: they may be the same ones under other names.</summary>
    public static bool AreAsMany(string? mark, string? other) =>
        CountOf(mark) is var count && count is > 0 and < Most && count == CountOf(other);

    private static int CountOf(string? mark) => mark?[0] switch
    {
        >= 'a' and <= 'z' => 1,
        >= '2' and <= '7' and var digit => digit - '0',
        _ => 0,
    };
}

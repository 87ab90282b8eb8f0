using System.Globalization;
using System.Text;
using TokenRotation.Secrets;

namespace TokenRotation.Specs.Fleets;

/// <summary>
/// A share of a fleet: one of so many. Which environments it holds follows from their IDs alone, by rendezvous hashing: nobody
/// has to agree with anybody, and one shard more takes from each of the others what it holds, and moves nothing else.
/// </summary>
/// <param name="Number">Which share it is, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Shard(int Number, int Count)
{
    /// <summary>More jobs than any engine starts.</summary>
    internal const int Most = 100_000;

    // FNV-1a's, and those of SplitMix64, which spreads a weak hash over all bits.
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Reads a share as it is written: <c>3/10</c>.</summary>
    /// <exception cref="ShardException">It is none.</exception>
    public static Shard Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && Whole(parts[0]) is { } number && Whole(parts[1]) is { } count && number <= count
            ? new Shard(number, count)
            : throw new ShardException(FleetMessages.NoShard(ServerText.Clean(text) ?? string.Empty));
    }

    /// <summary>Whether an environment is in this share.</summary>
    public bool Holds(string environmentId)
    {
        var hash = Hash(environmentId);
        var own = Weight(hash, Number);
        for (var other = 1; other <= Count; other++)
        {
            if (other != Number && Weight(hash, other) is var weight && (weight > own || (weight == own && other < Number)))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";

    private static int? Whole(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most
            ? number
            : null;

    private static ulong Hash(string environmentId) =>
        Encoding.UTF8.GetBytes(environmentId.ToLowerInvariant())
            .Aggregate(FnvOffset, (hash, value) => unchecked((hash ^ value) * FnvPrime));

    private static ulong Weight(ulong hash, int number)
    {
        unchecked
        {
            var mixed = hash + ((ulong)number * Golden);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}

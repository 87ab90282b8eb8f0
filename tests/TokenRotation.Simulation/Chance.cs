namespace TokenRotation.Simulation;

/// <summary>
/// What is drawn apart from the events, by which each index is a stream of its own. What a schedule learns to draw later takes a
/// new stream: nothing that a seed has drawn before moves, and its events can be looked up again.
/// </summary>
internal enum Stream
{
    Scenario = -2,
    Surroundings = -3,
    StoreUse = -4,
    People = -5,
    StoreKind = -6,
    Wishes = -7,
    Answers = -8,
    Moves = -9,
    AccountPeople = -10,
    AccountWishes = -11,
}

/// <summary>Pseudo-random numbers that are the same on every machine and in every version of the platform: SplitMix64.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    public Chance(ulong seed, Stream stream)
        : this(seed, (int)stream)
    {
    }

    public Chance(ulong seed, int index)
        : this(seed ^ (0x9E3779B97F4A7C15UL * (ulong)(index + 1)))
    {
        Next();
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="count"/>, exclusive.</summary>
    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>True in so many of a thousand cases.</summary>
    public bool PerMille(int rate) => Below(1000) < rate;

    public T Of<T>(params T[] values) => values[Below(values.Length)];
}

namespace TokenRotation.Simulation;

/// <summary>A token whose rotation is asked for, and who uses its secret.</summary>
internal sealed class Target(int index, string oldId, string name, string oldSecret)
{
    public int Index { get; } = index;

    /// <summary>The first token of its line.</summary>
    public string OldId { get; } = oldId;

    public string Name { get; } = name;

    /// <summary>The entry of a store that the consumer reads.</summary>
    public required string Entry { get; init; }

    /// <summary>What the consumer of a pipeline uses: the last secret that it was given.</summary>
    public string Secret { get; set; } = oldSecret;

    public HashSet<string> Line { get; } = new([oldId], StringComparer.Ordinal);

    /// <summary>The consumer has a working secret, as far as the last event shows.</summary>
    public bool Works { get; set; } = true;

    /// <summary>Somebody else has taken a commit mark from a token of this line.</summary>
    public bool MarkTaken { get; set; }

    /// <summary>Somebody else has written a commit mark that names a token of the caller's own user.</summary>
    public bool MarkForged { get; set; }

    /// <summary>Somebody else has done something to a token or an entry of this line.</summary>
    public bool Meddled { get; set; }
}

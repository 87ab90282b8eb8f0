using TokenRotation.Api;

namespace TokenRotation.Simulation;

/// <summary>A token whose rotation is asked for, and who uses its secret.</summary>
internal sealed class Target(int index, string oldId, string name, string oldSecret)
{
    public int Index { get; } = index;

    /// <summary>The first token of its line.</summary>
    public string OldId { get; } = oldId;

    public string Name { get; } = name;

    /// <summary>The entry of a store that the runs are told.</summary>
    public required string Entry { get; init; }

    /// <summary>The entry that the consumer reads, vault by vault, where somebody has moved it.</summary>
    public Dictionary<string, string> Moved { get; } = new(StringComparer.Ordinal);

    /// <summary>What the consumer of a pipeline uses: the last secret that it was given.</summary>
    public string Secret { get; set; } = oldSecret;

    /// <summary>What a spec file asks for where there is no token yet; null for one that is there.</summary>
    public TokenSpec? Spec { get; init; }

    public bool IsNew => Spec is not null;

    public HashSet<string> Line { get; } = new([oldId], StringComparer.Ordinal);

    /// <summary>The consumer has a working secret, as far as the last event shows.</summary>
    public bool Works { get; set; } = true;

    /// <summary>Somebody else has done something to a token or an entry of this line.</summary>
    public bool Meddled { get; set; }
}

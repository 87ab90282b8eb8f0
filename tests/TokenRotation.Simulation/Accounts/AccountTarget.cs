using TokenRotation.Sandbox.Account;

namespace TokenRotation.Simulation.Accounts;

/// <summary>A platform token whose rotation is asked for, and its consumer.</summary>
internal sealed class AccountTarget(int index, PlatformToken old, string entry)
{
    public int Index { get; } = index;

    /// <summary>The token as it was in the beginning.</summary>
    public PlatformToken Old { get; } = old;

    public string Entry { get; } = entry;

    /// <summary>The IDs of the old token and of all that were made to replace it.</summary>
    public HashSet<string> Line { get; } = new(StringComparer.Ordinal) { old.Id };

    /// <summary>Those of them whose secrets a consumer has, or had.</summary>
    public HashSet<string> Served { get; } = new(StringComparer.Ordinal) { old.Id };

    /// <summary>What the pipeline's consumer has.</summary>
    public string Secret { get; set; } = old.Token;

    /// <summary>When the consumer was given what it has, by vault; the pipeline's under an empty name.</summary>
    public Dictionary<string, DateTimeOffset> Since { get; } = new(StringComparer.Ordinal);

    /// <summary>The event at which somebody else last changed one of its tokens or entries; -1 for never.</summary>
    public int MeddledAt { get; private set; } = -1;

    /// <summary>The event, and the time, at which somebody who goes back to the old token last changed something.</summary>
    public (int At, DateTimeOffset Time)? Undone { get; set; }

    /// <summary>The event, and the time, at which a rotation last changed something.</summary>
    public (int At, DateTimeOffset Time)? Rotated { get; set; }

    /// <summary>Somebody else, or a request that came late, has changed something: it may wait for an admin.</summary>
    public bool IsMeddled { get; set; }

    /// <summary>The consumer has no working secret, and that is excused.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastMeddled { get; private set; }

    public void Meddle(int at, DateTimeOffset now) => (MeddledAt, LastMeddled, IsMeddled) = (at, now, true);
}

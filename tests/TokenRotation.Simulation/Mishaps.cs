namespace TokenRotation.Simulation;

/// <summary>What happens between a question and its answer, or between a read and a write, in some schedules.</summary>
internal sealed record Mishaps
{
    private const ulong EventsOfAnswers = 0xA24BAED4963EE407UL;
    private const ulong EventsOfMoves = 0x9FB21C651E98DF25UL;

    /// <summary>In so many of a thousand cases an answer is about another token than the question.</summary>
    public int MixRate { get; init; }

    /// <summary>At so many of a thousand events a colleague moves an entry, and its consumers with it.</summary>
    public int MoveRate { get; init; }

    /// <summary>Some runs reach the vaults under other names.</summary>
    public bool Aliases { get; init; }

    /// <summary>The scenario with the mishaps of its seed.</summary>
    public static Scenario Of(Scenario plain)
    {
        var answers = new Chance(plain.Seed, Stream.Answers);
        var moves = new Chance(plain.Seed, Stream.Moves);
        return plain with
        {
            Mishaps = new Mishaps
            {
                MixRate = answers.Below(8) == 0 ? answers.Of(10, 40) : 0,
                MoveRate = moves.Below(8) == 0 && MayMove(plain) ? moves.Of(5, 20) : 0,
                Aliases = moves.Below(8) == 0 && plain is { IsPipeline: false, Around.SpecMade: false },
            },
        };
    }

    /// <summary>What a seed has decided, with what this adds where nothing else happens.</summary>
    public Decision With(Decision drawn, ulong seed, int index) =>
        MixRate > 0 && drawn.Fault == Fault.None && new Chance(seed ^ EventsOfAnswers, index).PerMille(MixRate)
            ? drawn with { Fault = Fault.AnotherAnswer }
            : MoveRate > 0 && drawn.Act == Act.None && new Chance(seed ^ EventsOfMoves, index).PerMille(MoveRate)
            ? drawn with { Act = Act.MoveEntry }
            : drawn;

    // Who rotates the token that he connects with reads the entry himself, and a spec file says where the secret is to be; who
    // forces the end does not wait for use; and use that is seen of the one of two entries says nothing of the other.
    private static bool MayMove(Scenario plain) =>
        plain is { Vaults: 1, SelfRotation: false, Around.SpecMade: false } && plain.Policy.Use?.WhenUnused != UnusedAction.Force;

    public override string ToString() => (MixRate > 0 ? $", mixed up answers in {MixRate} of 1000" : string.Empty)
        + (MoveRate > 0 ? $", entries moved at {MoveRate} of 1000" : string.Empty)
        + (Aliases ? ", vaults of two names" : string.Empty);
}

namespace TokenRotation.Simulation;

/// <summary>A schedule, of whatever kind of tokens, that broke a promise.</summary>
internal interface IViolation
{
    ulong Seed { get; }

    string Invariant { get; }

    string Message { get; }

    IReadOnlyDictionary<int, Decision> Decisions { get; }
}

/// <summary>A schedule that broke a promise.</summary>
internal sealed record Violation(
    Scenario Scenario, string Invariant, string Message, IReadOnlyDictionary<int, Decision> Decisions) : IViolation
{
    public ulong Seed => Scenario.Seed;

    public override string ToString() => $"{Message} ({Scenario})";
}

/// <summary>Runs schedules.</summary>
internal static class Schedules
{
    /// <summary>Runs one; null if it keeps all promises.</summary>
    public static Violation? Run(
        Scenario scenario, IDecisions decisions, Mutant? mutant, Statistics statistics, Action<string>? trace = null)
    {
        var world = new World(scenario, decisions, mutant, trace);
        try
        {
            world.Live();
            return null;
        }
        catch (InvariantViolatedException violation)
        {
            return new Violation(scenario, violation.Invariant, violation.Message, world.Taken);
        }
        finally
        {
            statistics.Add(world.Statistics);
        }
    }

    /// <summary>Runs the schedule of a seed.</summary>
    public static Violation? Run(ulong seed, Mutant? mutant, Statistics statistics, Action<string>? trace = null)
    {
        var scenario = Scenario.Of(seed);
        return Run(scenario, new DrawnDecisions(scenario), mutant, statistics, trace);
    }

    /// <summary>
    /// How many of the schedules that concern it a mutant takes to break a promise; null if it does not in so many.
    /// </summary>
    public static (int Schedules, Violation Violation)? Find(Mutant mutant, int most)
    {
        var statistics = new Statistics();
        var concerned = 0;
        for (ulong seed = 1; concerned < most; seed++)
        {
            if (!mutant.Concerns(Scenario.Of(seed)))
            {
                continue;
            }

            concerned++;
            if (Run(seed, mutant, statistics) is { } violation)
            {
                return (concerned, violation);
            }
        }

        return null;
    }

    /// <summary>Runs the schedules of successive seeds on several threads, each schedule on one.</summary>
    public static (Statistics Statistics, IReadOnlyList<Violation> Violations) RunMany(
        ulong firstSeed, long count, int threads) =>
        RunMany(firstSeed, count, threads, (seed, statistics) => Run(seed, null, statistics));

    /// <summary>The same with schedules of any kind.</summary>
    public static (Statistics Statistics, IReadOnlyList<TViolation> Violations) RunMany<TViolation>(
        ulong firstSeed, long count, int threads, Func<ulong, Statistics, TViolation?> run)
        where TViolation : class, IViolation
    {
        var total = new Statistics();
        var violations = new List<TViolation>();
        var gate = new Lock();
        var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            var mine = new Statistics();
            var found = new List<TViolation>();
            for (var i = (long)worker; i < count; i += threads)
            {
                if (run(firstSeed + (ulong)i, mine) is { } violation)
                {
                    found.Add(violation);
                }
            }

            lock (gate)
            {
                total.Add(mine);
                violations.AddRange(found);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return (total, [.. violations.OrderBy(violation => violation.Seed)]);
    }
}

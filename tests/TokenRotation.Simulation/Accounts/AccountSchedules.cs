namespace TokenRotation.Simulation.Accounts;

/// <summary>A schedule of platform tokens that broke a promise.</summary>
internal sealed record AccountViolation(
    AccountScenario Scenario, string Invariant, string Message, IReadOnlyDictionary<int, Decision> Decisions) : IViolation
{
    public ulong Seed => Scenario.Seed;

    public override string ToString() => $"{Message} ({Scenario})";
}

/// <summary>Runs schedules of platform tokens.</summary>
internal static class AccountSchedules
{
    /// <summary>Runs one; null if it keeps all promises.</summary>
    public static AccountViolation? Run(
        AccountScenario scenario,
        IDecisions decisions,
        AccountMutant? mutant,
        Statistics statistics,
        Action<string>? trace = null)
    {
        var world = new AccountWorld(scenario, decisions, mutant, trace);
        try
        {
            world.Live();
            return null;
        }
        catch (InvariantViolatedException violation)
        {
            return new AccountViolation(scenario, violation.Invariant, violation.Message, world.Taken);
        }
        finally
        {
            statistics.Add(world.Statistics);
        }
    }

    /// <summary>Runs the schedule of a seed.</summary>
    public static AccountViolation? Run(
        ulong seed, AccountMutant? mutant, Statistics statistics, Action<string>? trace = null)
    {
        var scenario = AccountScenario.Of(seed);
        return Run(scenario, new DrawnAccountDecisions(scenario), mutant, statistics, trace);
    }

    /// <summary>How many schedules it takes until a mutant breaks a promise; null if it does not in so many.</summary>
    public static (int Schedules, AccountViolation Violation)? Find(AccountMutant mutant, int most)
    {
        for (var seed = 1; seed <= most; seed++)
        {
            if (Run((ulong)seed, mutant, new Statistics()) is { } violation)
            {
                return (seed, violation);
            }
        }

        return null;
    }

    /// <summary>The violation with as few decisions as it needs.</summary>
    public static AccountViolation Shrink(AccountViolation violation, AccountMutant? mutant) => Shrinker.Reduce(
        violation, decisions => Run(violation.Scenario, decisions, mutant, new Statistics()));
}

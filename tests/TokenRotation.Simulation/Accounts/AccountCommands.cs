using System.Globalization;

namespace TokenRotation.Simulation.Accounts;

/// <summary>What the program can be asked to do with schedules of platform tokens.</summary>
internal static class AccountCommands
{
    public static int Replay(ulong seed, bool whole, TextWriter output)
    {
        if (AccountSchedules.Run(seed, null, new Statistics(), whole ? output.WriteLine : null) is not { } violation)
        {
            output.WriteLine($"Seed {seed} keeps all promises.");
            return 0;
        }

        var shrunk = AccountSchedules.Shrink(violation, null);
        output.WriteLine(shrunk.Scenario);
        foreach (var (index, decision) in shrunk.Decisions.OrderBy(decision => decision.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index,4} {decision}"));
        }

        AccountSchedules.Run(
            shrunk.Scenario, new ListedDecisions(shrunk.Decisions), null, new Statistics(), output.WriteLine);
        output.WriteLine(shrunk.Message);
        return 1;
    }

    public static int FindMutants(int most, string only, TextWriter output)
    {
        var missed = 0;
        foreach (var mutant in AccountMutants.All.Where(
            mutant => mutant.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var found = AccountSchedules.Find(mutant, most);
            missed += found is null ? 1 : 0;
            output.WriteLine(found is { } hit
                ? string.Create(CultureInfo.InvariantCulture, $"{hit.Schedules,6} {mutant.Name}: {hit.Violation.Message}")
                : $"never  {mutant.Name}");
        }

        return missed == 0 ? 0 : 1;
    }
}

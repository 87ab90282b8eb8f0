using System.Globalization;
using Xunit.Abstractions;

namespace TokenRotation.Simulation.Tests;

/// <summary>The rotation under random schedules of crashes, faults, other people's acts and other runners.</summary>
public sealed class ScheduleTests(ITestOutputHelper output)
{
    private const string CountVariable = "TOKENROTATION_SCHEDULES";
    // Drawn afresh; docs/evidence/simulation.md says which seeds beyond these are open.
    private const ulong FirstSeed = 1988129309;
    private const int Usual = 1_000;
    private const ulong LaterSeed = 1936449485;
    private const int Many = 3_000;
    private const int Threads = 2;

    private static int Count =>
        Environment.GetEnvironmentVariable(CountVariable) is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : Usual;

    [Fact]
    public void Schedules_keep_all_promises() => Run(FirstSeed, Count);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_more_schedules_keep_them_as_well() => Run(LaterSeed, Many);

    [Fact]
    public void A_schedule_runs_the_same_way_again()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            Assert.Equal(TraceOf(seed), TraceOf(seed));
        }
    }

    [Fact]
    public void The_decisions_of_a_schedule_are_enough_to_run_it_again()
    {
        var mutant = Mutants.All[0];
        var violation = Schedules.Find(mutant, 1000)!.Value.Violation;

        var again = Schedules.Run(violation.Scenario, new ListedDecisions(violation.Decisions), mutant, new Statistics());

        Assert.Equal(violation.Message, again?.Message);
    }

    [Theory]
    [InlineData("What was written is believed without reading it")]
    [InlineData("There is no grace period")]
    [InlineData("A revocation is noted again by every run")]
    public void A_violation_is_shrunk_to_a_few_decisions(string name)
    {
        var mutant = Mutants.All.Single(each => each.Name == name);
        var violation = Schedules.Find(mutant, 1000)!.Value.Violation;

        var shrunk = Shrinker.Shrink(violation, mutant);

        output.WriteLine($"{violation.Decisions.Count} decisions, {shrunk.Decisions.Count} after shrinking: {shrunk.Message}");
        Assert.Equal(violation.Invariant, shrunk.Invariant);
        Assert.InRange(shrunk.Decisions.Count, 1, 10);
    }

    private void Run(ulong firstSeed, int count)
    {
        var (statistics, violations) = Schedules.RunMany(firstSeed, count, Threads);

        foreach (var line in statistics.Lines())
        {
            output.WriteLine(line);
        }

        Assert.Empty(violations.Select(violation => violation.ToString()));
        Assert.Equal(count, statistics.Schedules);
    }

    private static List<string> TraceOf(ulong seed)
    {
        var trace = new List<string>();
        Schedules.Run(seed, null, new Statistics(), trace.Add);
        return trace;
    }
}

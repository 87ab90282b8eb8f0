using TokenRotation.Simulation.Accounts;
using Xunit.Abstractions;

namespace TokenRotation.Simulation.Tests;

/// <summary>Rotations of platform tokens, undisturbed and under random schedules.</summary>
public sealed class AccountScheduleTests(ITestOutputHelper output)
{
    private const ulong FirstSeed = 1000;
    private const int Usual = 200;
    private const int Threads = 2;

    [Fact]
    public void Schedules_keep_all_promises()
    {
        var (statistics, violations) = Schedules.RunMany(
            FirstSeed, Usual, Threads, (seed, counted) => AccountSchedules.Run(seed, null, counted));

        Assert.Empty(violations.Select(violation => violation.ToString()));
        Assert.Equal(Usual, statistics.Schedules);
    }

    [Fact]
    public void A_schedule_runs_the_same_way_again()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Assert.Equal(TraceOf(seed), TraceOf(seed));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 8)]
    public void Undisturbed_runs_bring_a_rotation_to_its_end(int vaults, int runners)
    {
        var statistics = new Statistics();
        var scenario = new AccountScenario { Seed = 1, Vaults = vaults, Runners = runners, Everywhere = vaults == 2 };

        var violation = AccountSchedules.Run(
            scenario, new ListedDecisions(new Dictionary<int, Decision>()), null, statistics, output.WriteLine);

        Assert.Null(violation?.ToString());
        Assert.True(statistics.Of(RotationStep.Create) > 0);
        Assert.Equal(1, statistics.Of(RotationStep.Delete));
    }

    private static List<string> TraceOf(ulong seed)
    {
        var trace = new List<string>();
        AccountSchedules.Run(seed, null, new Statistics(), trace.Add);
        return trace;
    }
}

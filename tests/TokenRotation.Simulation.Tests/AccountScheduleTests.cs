using TokenRotation.Simulation.Accounts;
using Xunit.Abstractions;

namespace TokenRotation.Simulation.Tests;

/// <summary>Rotations of platform tokens, undisturbed and under random schedules.</summary>
public sealed class AccountScheduleTests(ITestOutputHelper output)
{
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
}

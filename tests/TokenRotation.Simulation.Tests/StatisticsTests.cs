namespace TokenRotation.Simulation.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void They_say_how_often_each_rule_of_the_planner_has_decided()
    {
        var lines = Schedules.RunMany(1, 100, 2).Statistics.Lines().ToList();

        Assert.All(
            ["WithoutOld", "BeforeCommit", "AfterCommit", "AfterRevocation"],
            table => Assert.Contains(lines, line => line.StartsWith($"rule {table} ", StringComparison.Ordinal)));
    }
}

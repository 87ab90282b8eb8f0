using Xunit.Abstractions;

namespace TokenRotation.Simulation.Tests;

/// <summary>The simulation can fail: it finds every one of these bugs.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int MostSchedules = 8000;

    public static TheoryData<string> Names => [.. Mutants.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_deliberate_bug_is_found(string name)
    {
        var found = Schedules.Find(Mutants.All.Single(mutant => mutant.Name == name), MostSchedules);

        Assert.True(found is not null, $"{name}: not found in {MostSchedules} schedules.");
        output.WriteLine($"{name}: {found.Value.Schedules} schedules, {found.Value.Violation.Message}");
    }
}

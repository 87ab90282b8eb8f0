using TokenRotation.Simulation.Accounts;
using Xunit.Abstractions;

namespace TokenRotation.Simulation.Tests;

/// <summary>The simulation of platform tokens can fail: it finds every one of these bugs.</summary>
public sealed class AccountMutantTests(ITestOutputHelper output)
{
    private const int MostSchedules = 3000;

    public static TheoryData<string> Names => [.. AccountMutants.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_deliberate_bug_is_found(string name)
    {
        var found = AccountSchedules.Find(AccountMutants.All.Single(mutant => mutant.Name == name), MostSchedules);

        Assert.True(found is not null, $"{name}: not found in {MostSchedules} schedules.");
        output.WriteLine($"{name}: {found.Value.Schedules} schedules, {found.Value.Violation.Message}");
    }
}

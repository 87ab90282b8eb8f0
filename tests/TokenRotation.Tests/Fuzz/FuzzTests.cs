using TokenRotation.Fuzz;

namespace TokenRotation.Tests.Fuzz;

/// <summary>The fuzzer for a moment; docs/evidence/fuzzing.md tells of a long run.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 1000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Nothing_that_others_wrote_breaks_a_reader(string name)
    {
        var run = new FuzzRun(FuzzTargets.All.Single(target => target.Name == name), Random.Shared.Next());

        run.Feed(Inputs);

        Assert.Empty(run.Findings);
    }

    [Fact]
    public void The_fuzzer_finds_what_throws_and_what_takes_too_much()
    {
        var throws = new FuzzRun(new FuzzTarget("throws", ["abcdef"], text => _ = text[5]), 1);
        var allocates = new FuzzRun(new FuzzTarget("allocates", ["a"], _ => GC.KeepAlive(new byte[100 * 1024 * 1024])), 1);

        throws.Feed(100);
        allocates.Feed(0);

        Assert.NotEmpty(throws.Findings);
        Assert.NotEmpty(allocates.Findings);
    }
}

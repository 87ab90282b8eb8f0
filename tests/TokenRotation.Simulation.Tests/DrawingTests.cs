using System.Globalization;

namespace TokenRotation.Simulation.Tests;

/// <summary>A seed that is published draws the same schedule for ever: its events can be looked up again.</summary>
public sealed class DrawingTests
{
    private const int Events = 200;

    [Theory]
    [InlineData(1UL, 8215782609288039365UL)]
    [InlineData(195193123UL, 9691321088500979992UL)]
    [InlineData(1983040515UL, 530870339275369340UL)]
    public void What_a_seed_draws_stays(ulong seed, ulong drawn)
    {
        var scenario = Scenario.Of(seed);
        var decisions = new DrawnDecisions(scenario);

        var around = scenario.Around;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario.Generation} {scenario.Runners} {scenario.Vaults} {scenario.Targets} {scenario.NameLength} "
                + $"{scenario.Entry} {scenario.Lifetime} {scenario.Policy.GracePeriod} {scenario.Policy.Overlap} "
                + $"{scenario.Events} {scenario.ActRate} {around.SpecMade} {around.DatesAreMissing} {around.Lag} "
                + $"{around.UseStep} {around.IsUsed} {around.LongLine}")
            + string.Concat(Enumerable.Range(0, Events).Select(decisions.At).Select(one =>
                string.Create(CultureInfo.InvariantCulture, $" {one.Pick} {one.Fault} {one.Act} {one.Subject} {one.Pause}")));

        Assert.Equal(drawn, Fingerprint(text));
    }

    [Fact]
    public void Streams_do_not_give_the_same_numbers() =>
        Assert.Equal(
            Enum.GetValues<Stream>().Length + 1,
            Enum.GetValues<Stream>().Select(stream => new Chance(1, stream).Next()).Append(new Chance(1, 0).Next()).Distinct()
                .Count());

    // FNV-1a: the same on every machine, as string.GetHashCode is not.
    private static ulong Fingerprint(string text) =>
        text.Aggregate(14695981039346656037UL, (hash, letter) => unchecked((hash ^ letter) * 1099511628211UL));
}

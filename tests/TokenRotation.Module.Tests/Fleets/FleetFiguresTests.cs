namespace TokenRotation.Module.Tests.Fleets;

/// <summary>What docs/fleets.md says of the calls of a run.</summary>
[Trait("Category", "Long")]
public sealed class FleetFiguresTests
{
    private const int CallsOfEnvironment = 7;
    private const int CallsOfRotation = 9;
    private const int Due = 3;

    [Fact]
    public async Task A_run_takes_few_calls_for_an_environment_and_for_a_rotation()
    {
        await using var fleet = await SandboxFleet.StartAsync(1);
        var results = Path.Combine(fleet.Folder, "results");
        var log = fleet.Servers[0].Log;

        using var first = FleetProcess.Rotate(fleet, "1/1", results);
        Assert.Equal(Due, (int)(await first.EndWithAsync(0))["Rotated"]!);
        var rotating = log.Requests.Count;
        using var second = FleetProcess.Rotate(fleet, "1/1", results);
        Assert.Equal(0, (int)(await second.EndWithAsync(0))["Rotated"]!);
        var idle = log.Requests.Count - rotating;

        Assert.True(idle <= CallsOfEnvironment, $"{idle} calls without anything due");
        var each = (rotating - idle) / (double)Due;
        Assert.True(each <= CallsOfRotation, $"{each} calls for each rotation, {idle} without any");
    }
}

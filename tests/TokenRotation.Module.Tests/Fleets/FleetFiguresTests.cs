namespace TokenRotation.Module.Tests.Fleets;

/// <summary>What docs/fleets.md says of the calls of a run, and of one that is told to end.</summary>
[Trait("Category", "Long")]
public sealed class FleetFiguresTests
{
    private const int Terminated = 143;
    private const int CallsOfEnvironment = 7;
    private const int CallsOfRotation = 9;
    private const int Due = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PastTheTimeout = TimeSpan.FromMinutes(16);

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

    [Fact]
    public async Task A_run_that_is_told_to_end_ends_and_the_next_one_goes_on()
    {
        using var reached = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var armed = 1;
        await using var fleet = await SandboxFleet.StartAsync(1, (_, request) =>
        {
            if (request.Method == "POST" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal)
                && Interlocked.Exchange(ref armed, 0) == 1)
            {
                reached.Release();
                release.Wait();
            }
        });
        var results = Path.Combine(fleet.Folder, "results");
        using var run = FleetProcess.Rotate(fleet, "1/1", results);
        try
        {
            // The token is there, and its secret is on its way.
            Assert.True(await reached.WaitAsync(Patience), "No token was created.");
            await run.TerminateAsync();
            var (exitCode, text) = await run.EndAsync();
            Assert.True(exitCode == Terminated, $"exit code {exitCode}: {text}");
        }
        finally
        {
            release.Set();
        }

        Assert.Empty(Directory.Exists(results) ? Directory.GetFiles(results) : []);
        fleet.Advance(PastTheTimeout);
        using var next = FleetProcess.Rotate(fleet, "1/1", results);
        await next.EndWithAsync(0);
        fleet.CheckThatAllIsRotated();
    }
}

using System.Diagnostics;
using TokenRotation.Sandbox.Http;

namespace TokenRotation.Benchmarks;

/// <summary>How near rotations come to what a server's latency, its rate limit and its neighbours allow.</summary>
internal static class Rotations
{
    private const int Lanes = 16;
    private const double Milliseconds = 50;
    private const double LeastShareOfIdeal = 0.9;
    private const double LeastShareOfLimit = 0.95;
    private const double MostRefused = 1;
    private const int Environments = 40;
    private const int TokensEach = 250;
    private const double MostBesideAHangingOne = 1.1;
    private const int PlainTokens = 40;

    /// <summary>A batch against the ideal: all calls, evenly over the lanes; its processor time; and the plain way.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureBatchAsync(int tokens)
    {
        await using var fleet = await Fleet.StartAsync(tokens, TimeSpan.FromMilliseconds(Milliseconds));
        await using var plain = await Fleet.StartAsync(PlainTokens, TimeSpan.FromMilliseconds(Milliseconds));
        var plainEach = await Pairs.TimeAsync(() => plain.RotatePlainlyAsync(PlainTokens)) / PlainTokens;

        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var revoked = 0;
        var took = await Pairs.TimeAsync(async () => revoked = await fleet.RotateAsync(Lanes));
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;

        var calls = fleet.Server.Log.Requests.Count;
        var ideal = calls * Milliseconds / Lanes;
        var lists = fleet.Server.Log.Requests.Count(
            request => request.Method == "GET" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal));
        return
        [
            new Figure($"{tokens} rotations, {Lanes} at a time, {Milliseconds} ms a request: makespan over ideal ({took:0} ms / "
                + $"{ideal:0} ms, {calls} calls)", took / ideal, "x", 1 / LeastShareOfIdeal),
            new Figure($"{tokens} rotations: not completed", tokens - revoked, string.Empty, 0),
            new Figure($"{tokens} rotations: lists for each ({lists} in "
                + "all)", lists / (double)tokens, string.Empty, 0.1 + (1.0 / tokens)),
            new Figure($"{tokens} rotations: processor time of client and sandbox for "
                + "each", processor.TotalMilliseconds / tokens, " ms", null),
            new Figure($"{tokens} rotations: time for each over that of a plain script (look up, create, revoke: {plainEach:0} "
                + "ms)", took / tokens / plainEach, "x", 1),
        ];
    }

    /// <summary>
    /// A batch that has more to send than its server takes: time over what the limit allows, and how much was refused.
    /// </summary>
    public static async Task<IReadOnlyList<Figure>> MeasureLimitedAsync(int tokens, int requestsPerMinute)
    {
        await using var fleet = await Fleet.StartAsync(tokens, TimeSpan.FromMilliseconds(5), requestsPerMinute);
        var revoked = 0;
        var took = await Pairs.TimeAsync(async () => revoked = await fleet.RotateAsync(Lanes));
        var requests = fleet.Server.Log.Requests;
        var refused = requests.Count(request => request.Status == 429);

        // The first window is open at once: what it takes costs no time.
        var allowed = Math.Max(0, ((requests.Count - refused - 1) / requestsPerMinute) * 60_000.0);
        return
        [
            new Figure($"{tokens} rotations at {requestsPerMinute} requests a minute: time over what the limit takes "
                + $"({took / 1000:0} s / {allowed / 1000:0} s)", took / allowed, "x", 1 / LeastShareOfLimit),
            new Figure($"{tokens} rotations at {requestsPerMinute} requests a minute: refused with "
                + "429", refused * 100.0 / requests.Count, " %", MostRefused),
            new Figure($"{tokens} rotations at {requestsPerMinute} requests a minute: not "
                + "completed", tokens - revoked, string.Empty, 0),
        ];
    }

    /// <summary>
    /// Many environments, then the same with one that never answers: the others finish as if it were not there.
    /// </summary>
    public static async Task<IReadOnlyList<Figure>> MeasureHangingAsync()
    {
        var alone = await RotateManyAsync(Environments - 1, hanging: false);
        var beside = await RotateManyAsync(Environments - 1, hanging: true);
        return [new Figure($"{Environments - 1} environments of {TokensEach} tokens beside one that hangs, over without it "
            + $"({beside:0} ms / {alone:0} ms)", beside / alone, "x", MostBesideAHangingOne)];
    }

    private static async Task<double> RotateManyAsync(int environments, bool hanging)
    {
        var fleets = await Task.WhenAll(
            Enumerable.Range(0, environments).Select(_ => Fleet.StartAsync(TokensEach, TimeSpan.FromMilliseconds(Milliseconds))));
        await using var dead = await Fleet.StartAsync(TokensEach, TimeSpan.FromMilliseconds(Milliseconds));
        using var end = new CancellationTokenSource();
        if (hanging)
        {
            dead.Server.Faults.Add(new FaultRule { Effect = FaultEffect.Delay, Delay = int.MaxValue });
        }

        var stuck = hanging ? dead.RotateAsync(Lanes, end.Token) : Task.CompletedTask;
        var took = await Pairs.TimeAsync(() => Task.WhenAll(fleets.Select(fleet => fleet.RotateAsync(Lanes))));
        await end.CancelAsync();
        await stuck.ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var fleet in fleets)
        {
            await fleet.DisposeAsync();
        }

        return took;
    }
}

using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Secrets;

namespace TokenRotation.Benchmarks;

/// <summary>
/// 1 000 requests, 16 at a time, where the server takes 200 in ten seconds: against the time that the limit itself makes them
/// take. At least 95 % of what the limit allows is to be used.
/// </summary>
internal static class RateLimitedRequests
{
    private const int Requests = 1000;
    private const int Limit = 200;
    private const int InFlight = 16;
    private const double Budget = 1 / 0.95;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public static async Task<Figure> MeasureAsync()
    {
        await using var server = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Latency = TimeSpan.FromMilliseconds(50),
                RateLimit = new RateLimitOptions { Limit = Limit, Window = Window },
            });
        using var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(server.Url.ToString()),
                Credential = ApiToken.Parse(server.AdminToken),
            },
            CancellationToken.None);
        var took = await Pairs.TimeAsync(() => Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (_, stopping) => await connection.Api.GetAsync(connection.Caller.Id, stopping)));
        var refused = server.Log.Requests.Count(request => request.Status == 429);

        // The lookup at connecting is one of the first window's requests.
        var ideal = Window.TotalMilliseconds * (Requests / Limit);
        return new Figure($"{Requests} requests at {Limit} in {Window.TotalSeconds:0} s, against the limit's own time "
            + $"({took / 1000:0.0} s / {ideal / 1000:0.0} s, {refused} refused)", took / ideal, "x", Budget);
    }
}

using System.Diagnostics;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Http;

/// <summary>The client against the sandbox's rate limiter, over a socket and in real time.</summary>
public sealed class SharedRateLimitTests : IAsyncLifetime
{
    private const int Limit = 200;
    private const int Tries = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    // The Date header has whole seconds: until its changes were seen, a reset is waited for by as much too long.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    // Of the windows that requests fall into the first may have begun before them, and the server has another clock.
    private static readonly TimeSpan WholeWindow = Window * 0.9;

    private static readonly TimeSpan Longest = (Window + Rounding) * 20;

    private SandboxServer _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await SandboxServer.StartAsync(new SandboxOptions
    {
        Latency = TimeSpan.FromMilliseconds(10),
        RateLimit = new RateLimitOptions { Limit = Limit, Window = Window },
    });

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task One_client_uses_the_limit_and_is_not_refused()
    {
        using var client = await ConnectAsync();

        var refused = await LeastRefusedAsync(0, async () => Assert.InRange(
            await SendAsync(client, inFlight: 16, requests: 3 * Limit), WholeWindow, Longest));

        Assert.Equal(0, refused);
    }

    // Two clients share nothing but the server, like two processes.
    [Fact]
    public async Task Two_clients_side_by_side_are_hardly_ever_refused()
    {
        using var one = await ConnectAsync();
        using var other = await ConnectAsync();

        const int Most = 4 * Limit / 50;
        var refused = await LeastRefusedAsync(Most, async () =>
        {
            var took = await Task.WhenAll(SendAsync(one, 8, 2 * Limit), SendAsync(other, 8, 2 * Limit));
            Assert.InRange(took.Max(), WholeWindow * 2, Longest);
        });

        Assert.InRange(refused, 0, Most);
    }

    private int Refused => _sandbox.Log.Requests.Count(request => request.Status == 429);

    // What a machine that stalls has counted into one window arrives in the next: of some tries the best one counts.
    private async Task<int> LeastRefusedAsync(int most, Func<Task> send)
    {
        var least = int.MaxValue;
        for (var i = 0; i < Tries && least > most; i++)
        {
            var before = Refused;
            await send();
            least = Math.Min(least, Refused - before);
        }

        return least;
    }

    private static async Task<TimeSpan> SendAsync(TokenApiConnection connection, int inFlight, int requests)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = inFlight },
            async (_, stopping) => await connection.Api.GetAsync(connection.Caller.Id, stopping));
        return Stopwatch.GetElapsedTime(started);
    }

    private Task<TokenApiConnection> ConnectAsync() => TokenApiConnection.ConnectAsync(
        new ConnectionOptions
        {
            Environment = EnvironmentUrl.Parse(_sandbox.Url.ToString()),
            Credential = ApiToken.Parse(_sandbox.AdminToken),
            MaximumConcurrency = 16,
            NoProxy = true,
        },
        CancellationToken.None);
}

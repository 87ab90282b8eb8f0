using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using TokenRotation.Http;

namespace TokenRotation.Tests.Http;

/// <summary>All requests of a connection share what its server's answers tell of the rate limit.</summary>
public sealed class RateLimitGateTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SteppedClock _time = new(Start);
    private readonly HeldServer _server = new();
    private readonly HttpClient _client;

    public RateLimitGateTests() =>
        _client = new HttpClient(new ResilientHandler(new RetryOptions { TimeProvider = _time, MaximumRetryCount = 0 }, _server));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task No_more_requests_are_in_flight_than_remain()
    {
        await AnswerOneAsync(remaining: 3);

        var sending = SendMany(8);

        Assert.Equal(3, await _server.InFlightAsync(3));
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_frees_no_room()
    {
        await AnswerOneAsync(remaining: 3);
        var sending = SendMany(2);
        await _server.InFlightAsync(2);

        // The second request was counted after the first, and is answered before it.
        _server.Answer(1, Limited(remaining: 1, limit: 4));
        _server.Answer(0, Limited(remaining: 2, limit: 4));
        await Task.WhenAll(sending);
        var more = SendMany(3);

        Assert.Equal(1, await _server.InFlightAsync(1));
        await ReleaseAllAsync(more);
    }

    [Fact]
    public async Task After_the_last_request_all_wait_for_the_reset()
    {
        await AnswerOneAsync(remaining: 0, limit: 100);

        var sending = SendMany(4);
        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Equal(0, await _server.InFlightAsync(0));
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.InRange(await _server.InFlightAsync(1), 1, 4);
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task After_the_reset_a_single_request_asks_what_the_new_window_has_left()
    {
        await AnswerOneAsync(remaining: 0, limit: 9);
        var sending = SendMany(9);
        _time.Advance(TimeSpan.FromSeconds(20.1));
        var asking = await _server.InFlightAsync(1);

        _server.Answer(0, Limited(remaining: 5, limit: 6, resetSeconds: 40));

        Assert.Equal((1, 5), (asking, await _server.InFlightAsync(5)));
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task Another_asks_when_the_first_gets_no_answer()
    {
        await AnswerOneAsync(remaining: 0);
        var sending = SendMany(2);
        _time.Advance(TimeSpan.FromSeconds(20.1));
        await _server.InFlightAsync(1);

        _server.Break(0);
        await Assert.ThrowsAsync<HttpRequestException>(() => sending[0]);

        Assert.Equal(1, await _server.InFlightAsync(1));
        await ReleaseAllAsync(sending[1..]);
    }

    [Fact]
    public async Task A_server_that_tells_no_limit_any_more_is_not_waited_for()
    {
        await AnswerOneAsync(remaining: 0);
        var sending = SendMany(4);
        _time.Advance(TimeSpan.FromSeconds(20.1));
        await _server.InFlightAsync(1);

        _server.Answer(0, FakeServer.Response(200, ""));

        Assert.Equal(3, await _server.InFlightAsync(3));
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task An_answer_of_the_window_before_does_not_close_the_new_one()
    {
        await AnswerOneAsync(remaining: 10, limit: 10);
        var late = SendMany(1);
        await _server.InFlightAsync(1);
        _time.Advance(TimeSpan.FromSeconds(20.1));
        var first = SendMany(1);
        await _server.InFlightAsync(2);

        _server.Answer(0, Limited(remaining: 0));
        await Task.WhenAll(late);
        var next = SendMany(1);

        Assert.Equal(2, await _server.InFlightAsync(2));
        await ReleaseAllAsync([.. first, .. next]);
    }

    [Fact]
    public async Task Others_that_use_the_same_limit_are_left_room()
    {
        // 100 of 200 are gone, and only one of them was ours.
        await AnswerOneAsync(remaining: 100, limit: 200);

        var sending = SendMany(60);

        Assert.InRange(await _server.InFlightAsync(20), 20, 30);
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task A_429_holds_back_every_request()
    {
        var refused = SendMany(1);
        await _server.InFlightAsync(1);
        _server.Answer(0, FakeServer.Response(429, "", ("Retry-After", "7")));
        await Task.WhenAll(refused);

        var sending = SendMany(3);
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(0, await _server.InFlightAsync(0));
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(3, await _server.InFlightAsync(3));
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task A_429_that_names_no_wait_holds_them_back_too()
    {
        var refused = SendMany(1);
        await _server.InFlightAsync(1);
        _server.Answer(0, FakeServer.Response(429, ""));
        await Task.WhenAll(refused);

        var sending = SendMany(1);
        Assert.Equal(0, await _server.InFlightAsync(0));
        _time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal(1, await _server.InFlightAsync(1));
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task A_request_that_got_no_answer_counts_as_used()
    {
        await AnswerOneAsync(remaining: 2);
        var broken = SendMany(1);
        await _server.InFlightAsync(1);
        _server.Break(0);
        await Assert.ThrowsAsync<HttpRequestException>(() => broken[0]);

        var sending = SendMany(2);

        Assert.Equal(1, await _server.InFlightAsync(1));
        await ReleaseAllAsync(sending);
    }

    [Fact]
    public async Task A_change_of_the_local_clock_changes_no_wait()
    {
        await AnswerOneAsync(remaining: 0);
        var sending = SendMany(1);
        await _server.InFlightAsync(0);

        _time.Step = TimeSpan.FromHours(-5);
        _time.Advance(TimeSpan.FromSeconds(20.1));

        Assert.Equal(1, await _server.InFlightAsync(1));
        await ReleaseAllAsync(sending);
    }

    [Theory]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task A_date_that_no_server_can_mean_is_passed_over(string date)
    {
        var sending = SendMany(1);
        await _server.InFlightAsync(1);

        _server.Answer(0, FakeServer.Response(
            200, "", ("Date", date), ("X-RateLimit-Limit", "5"), ("X-RateLimit-Remaining", "4"),
            ("X-RateLimit-Reset", "900000000")));

        Assert.Equal(200, (int)(await sending[0]).StatusCode);
    }

    [Theory]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void The_clock_that_tells_ages_passes_such_a_date_over_too(string date)
    {
        var clock = new TokenRotation.Api.Connecting.ServerClock(_time);

        clock.Observe(DateTimeOffset.Parse(date, CultureInfo.InvariantCulture));
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(Start.AddDays(1), clock.Now);
    }

    [Fact]
    public async Task A_waiting_request_can_be_cancelled_and_the_next_goes_on()
    {
        using var stop = new CancellationTokenSource();
        await AnswerOneAsync(remaining: 0);
        var cancelled = _client.GetAsync(new Uri("https://localhost/"), stop.Token);
        var sending = SendMany(1);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _time.Advance(TimeSpan.FromSeconds(20.1));

        Assert.Equal(1, await _server.InFlightAsync(1));
        await ReleaseAllAsync(sending);
    }

    private static HttpResponseMessage Limited(int remaining, int limit = 200, int resetSeconds = 20) => FakeServer.Response(
        200,
        "",
        ("X-RateLimit-Limit", limit.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Reset", (Start.AddSeconds(resetSeconds).ToUnixTimeMilliseconds() * 1000)
            .ToString(CultureInfo.InvariantCulture)));

    private async Task AnswerOneAsync(int remaining, int? limit = null)
    {
        var sending = SendMany(1);
        await _server.InFlightAsync(1);
        _server.Answer(0, Limited(remaining, limit ?? remaining + 1));
        await Task.WhenAll(sending);
    }

    private List<Task<HttpResponseMessage>> SendMany(int count) =>
        Enumerable.Range(0, count).Select(_ => _client.GetAsync(new Uri("https://localhost/"))).ToList();

    // Answers what is in flight, with plenty remaining in a later window, until all are done.
    private async Task ReleaseAllAsync(List<Task<HttpResponseMessage>> sending)
    {
        var all = Task.WhenAll(sending);
        for (var i = 0; i < 200 && !all.IsCompleted; i++)
        {
            for (var held = await _server.InFlightAsync(0); held > 0; held--)
            {
                _server.Answer(0, Limited(1000, 2000, 100));
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await all.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>A clock that somebody sets while its timers run on.</summary>
    private sealed class SteppedClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}

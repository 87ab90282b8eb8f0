using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using TokenRotation.Http;

namespace TokenRotation.Tests.Http;

public sealed class ResilientHandlerTests : IDisposable
{
    private static readonly Uri Somewhere = new("https://abc12345.live.dynatrace.com/api/v2/apiTokens?secretless=query");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly HttpRequestException Broken = new("broken", new SocketException((int)SocketError.ConnectionReset));
    private static readonly HttpRequestException Refused = new(
        "refused", new SocketException((int)SocketError.ConnectionRefused));

    private readonly TimerClock _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeServer _server = new();
    private readonly List<RequestAttempt> _attempts = [];
    private HttpClient? _client;

    public void Dispose()
    {
        _client?.Dispose();
        _server.Dispose();
    }

    public static IEnumerable<object[]> RepeatedStatuses =>
        from method in new[] { "GET", "PUT", "DELETE" }
        from status in new[] { 429, 502, 503, 504, 556 }
        select new object[] { method, status };

    [Theory]
    [MemberData(nameof(RepeatedStatuses))]
    public async Task Reads_changes_and_deletions_are_repeated(string method, int status)
    {
        _server.Answer(status).Answer(200, "done");

        var response = await AdvancingAsync(SendAsync(method));

        Assert.Equal("done", await response.Content.ReadAsStringAsync());
        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Final_answers_are_not_repeated(int status)
    {
        _server.Answer(status);

        var response = await SendAsync("GET");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_broken_connection_is_repeated(string method)
    {
        _server.Fail(Broken).Answer(204);

        var response = await AdvancingAsync(SendAsync(method));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_breaks_halfway_is_read_again()
    {
        _server.AnswerWith(new StreamContent(new BreakingStream())).Answer(200, "whole");

        var response = await AdvancingAsync(SendAsync("GET"));

        Assert.Equal("whole", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Create_is_not_repeated_after_a_broken_connection()
    {
        _server.Fail(Broken);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("POST"));

        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(556)]
    public async Task Create_is_not_repeated_after_a_failure_of_the_server(int status)
    {
        _server.Answer(status);

        var response = await SendAsync("POST");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Create_is_not_repeated_after_a_timeout()
    {
        _server.Hang();

        await Assert.ThrowsAsync<TimeoutException>(() => AdvancingAsync(SendAsync("POST", options: Default(Soon))));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Create_is_repeated_on_429()
    {
        _server.Answer(429, "", ("Retry-After", "2")).Answer(201);

        var response = await AdvancingAsync(SendAsync("POST"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.All(_server.Bodies, body => Assert.Equal("the body", body));
    }

    [Fact]
    public async Task Create_is_repeated_when_no_connection_was_made()
    {
        _server.Answer(200).Fail(Refused).Answer(201);
        await SendAsync("GET");

        var response = await AdvancingAsync(SendAsync("POST"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_post_that_is_marked_as_reading_is_repeated()
    {
        _server.Answer(503).Fail(Broken).Answer(200);

        var response = await AdvancingAsync(SendAsync("POST", request => request.MarkRepeatable()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All(_server.Bodies, body => Assert.Equal("the body", body));
    }

    [Fact]
    public async Task Before_the_first_answer_an_unreachable_server_is_reported_at_once()
    {
        _server.Fail(Refused);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("GET"));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_refused_certificate_is_not_repeated()
    {
        _server.Answer(200).Fail(new HttpRequestException("tls", new System.Security.Authentication.AuthenticationException()));
        await SendAsync("GET");

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("GET"));
    }

    [Fact]
    public async Task Retries_end()
    {
        for (var i = 0; i < 4; i++)
        {
            _server.Answer(503);
        }

        var response = await AdvancingAsync(SendAsync("GET", options: new() { MaximumRetryCount = 3, TimeProvider = _time }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task Retries_can_be_switched_off()
    {
        _server.Answer(503);

        var response = await SendAsync("GET", options: new() { MaximumRetryCount = 0, TimeProvider = _time });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "Tue, 01 Jan 2030 00:00:09 GMT", 9)]
    [InlineData("Retry-After", "86400", 60)]
    [InlineData("X-RateLimit-Reset", "1893456011", 11)]
    [InlineData("X-RateLimit-Reset", "1893456012000", 12)]
    [InlineData("X-RateLimit-Reset", "1893456013000000", 13)]
    [InlineData("X-RateLimit-Reset", "14", 14)]
    [InlineData("X-RateLimit-Reset", "9223372036854775807", 60)]
    public async Task The_server_names_the_wait(string header, string value, int seconds)
    {
        _server.Answer(429, "", (header, value)).Answer(200);

        var sending = SendAsync("GET");
        await _time.AwaitTimerAsync(TimeSpan.FromSeconds(seconds));
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(10));
        await SettleAsync();
        var early = _server.Requests.Count;
        _time.Advance(TimeSpan.FromMilliseconds(20));
        await sending;

        Assert.Equal(1, early);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task The_servers_clock_counts_where_it_differs_from_ours()
    {
        var serverTime = _time.GetUtcNow().AddHours(5);
        _server
            .Answer(
                429,
                "",
                ("Date", serverTime.ToString("R")),
                ("X-RateLimit-Reset", serverTime.AddSeconds(5).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))
            .Answer(200);

        var sending = SendAsync("GET");
        await _time.AwaitTimerAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5.1));

        await sending.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    public async Task An_illegible_wait_is_replaced_by_our_own(string value)
    {
        _server.Answer(429, "", ("X-RateLimit-Reset", value)).Answer(200);

        var response = await AdvancingAsync(SendAsync("GET"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_reset_when_nothing_remains()
    {
        _server.Answer(200, "", ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1893456020")).Answer(200);
        await SendAsync("GET");

        var sending = SendAsync("DELETE");
        await _time.AwaitTimerAsync(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(19));
        await SettleAsync();
        var early = _server.Requests.Count;
        _time.Advance(TimeSpan.FromSeconds(2));
        await sending;

        Assert.Equal(1, early);
    }

    [Fact]
    public async Task A_wait_is_cancelled_at_once()
    {
        using var stop = new CancellationTokenSource();
        _server.Answer(429, "", ("Retry-After", "30"));

        var sending = SendAsync("GET", cancellation: stop.Token);
        await SettleAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_body_that_is_being_read_is_cancelled_at_once()
    {
        using var stop = new CancellationTokenSource();
        _server.AnswerWith(new StreamContent(new EndlessStream()));

        var sending = SendAsync("GET", cancellation: stop.Token);
        await SettleAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_body_that_stalls_runs_into_the_timeout_and_is_read_again()
    {
        _server.AnswerWith(new StreamContent(new EndlessStream())).Answer(200, "whole");

        var response = await AdvancingAsync(SendAsync("GET", options: Default(Soon)));

        Assert.Equal("whole", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        _server.Answer(200, new string('x', 101));

        await Assert.ThrowsAsync<ResponseTooLargeException>(
            () => SendAsync("GET", options: new() { MaximumResponseBytes = 100, TimeProvider = _time }));
    }

    [Fact]
    public async Task A_body_of_undeclared_length_beyond_the_limit_is_refused()
    {
        _server.AnswerWith(new StreamContent(new UndeclaredStream(40_000)));

        await Assert.ThrowsAsync<ResponseTooLargeException>(
            () => SendAsync("GET", options: new() { MaximumResponseBytes = 39_999, TimeProvider = _time }));
    }

    [Fact]
    public async Task A_body_of_undeclared_length_is_read_to_its_end()
    {
        _server.AnswerWith(new StreamContent(new UndeclaredStream(40_000)));

        var response = await SendAsync("GET", options: new() { MaximumResponseBytes = 40_000, TimeProvider = _time });

        Assert.Equal(40_000, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Every_attempt_is_reported_without_the_query()
    {
        _server.Answer(503).Fail(Broken).Answer(200);

        await AdvancingAsync(SendAsync("GET"));

        Assert.Equal([503, null, 200], _attempts.Select(attempt => attempt.StatusCode));
        Assert.Equal([1, 2, 3], _attempts.Select(attempt => attempt.Number));
        Assert.All(_attempts, attempt => Assert.Equal(("GET", "/api/v2/apiTokens"), (attempt.Method, attempt.Path)));
    }

    [Fact]
    public async Task A_disposed_body_is_cleared()
    {
        _server.Answer(200, "a new token's secret");
        var response = await SendAsync("GET");
        var bytes = Assert.IsType<BufferedContent>(response.Content).Bytes;

        response.Dispose();

        Assert.All(bytes, value => Assert.Equal(0, value));
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method, Action<HttpRequestMessage>? mark = null, RetryOptions? options = null,
        CancellationToken cancellation = default)
    {
        _client ??= new HttpClient(new ResilientHandler(options ?? Default(), _server)) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(new HttpMethod(method), Somewhere);
        if (method == "POST")
        {
            request.Content = new StringContent("the body");
        }

        mark?.Invoke(request);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private RetryOptions Default(TimeSpan? timeout = null) => new()
    {
        TimeProvider = _time,
        Timeout = timeout ?? TimeSpan.FromMinutes(10),
        AttemptEnded = attempt =>
        {
            lock (_attempts)
            {
                _attempts.Add(attempt);
            }
        },
    };

    // Fake time passes until the work is done.
    private async Task<T> AdvancingAsync<T>(Task<T> work)
    {
        for (var i = 0; i < 200 && !work.IsCompleted; i++)
        {
            await SettleAsync();
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        return await work.WaitAsync(Patience);
    }

    private static Task SettleAsync() => Task.Delay(10);

    /// <summary>A clock that tells when somebody waits by it.</summary>
    private sealed class TimerClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        // A wait is a little longer than was asked for, so that it does not end too early.
        private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

        private readonly ConcurrentQueue<TimeSpan> _waits = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Enqueue(dueTime);
            return timer;
        }

        public async Task AwaitTimerAsync(TimeSpan due)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!_waits.Any(wait => (wait - due).Duration() <= Tolerance))
            {
                await Task.Delay(5, patience.Token);
            }
        }
    }

    private sealed class BreakingStream : UndeclaredStream
    {
        public BreakingStream()
            : base(10)
        {
        }

        protected override ValueTask<int> AtEndAsync(CancellationToken cancellationToken) => throw new IOException("broken");
    }

    private sealed class EndlessStream : UndeclaredStream
    {
        public EndlessStream()
            : base(10)
        {
        }

        protected override async ValueTask<int> AtEndAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    private class UndeclaredStream(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : await AtEndAsync(cancellationToken);
        }

        protected virtual ValueTask<int> AtEndAsync(CancellationToken cancellationToken) => new(0);
    }
}

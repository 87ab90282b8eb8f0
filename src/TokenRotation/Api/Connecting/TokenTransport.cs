using System.Net.Http.Headers;
using System.Text.Json;
using TokenRotation.Api.Wire;
using TokenRotation.Http;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// One connection to one environment: turns calls into HTTP and failures into typed errors, for both generations of the API.
/// </summary>
internal sealed class TokenTransport : IDisposable
{
    // One token with every scope takes some 10 kB.
    private const int MaximumBytesOfOne = 1024 * 1024;

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    public TokenTransport(EnvironmentUrl environment, HttpMessageHandler handler, TimeProvider time)
    {
        Environment = environment;
        _time = time;
        Clock = new ServerClock(time);

        // The handler bounds the attempts and their time; the client's own timeout would cut its waits short.
        _client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    public EnvironmentUrl Environment { get; }

    public ServerClock Clock { get; }

    /// <summary>Sends a request and reads its answer with <paramref name="read"/>.</summary>
    /// <exception cref="TokenApiException">Anything but a successful, legible answer.</exception>
    public async Task<T> SendAsync<T>(TokenRequest request, Func<TokenAnswer, T> read, CancellationToken cancellationToken)
    {
        using var response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        var body = response.Content is BufferedContent content ? content.Bytes : new ArraySegment<byte>([]);
        // What stands between the client and the server has a clock of its own.
        if (response.IsSuccessStatusCode || ErrorEnvelope.Read(body).Message is not null)
        {
            Clock.Observe(response.Headers.Date);
        }

        if (!response.IsSuccessStatusCode)
        {
            throw ApiErrors.Refused(request, response, body, _time.GetUtcNow());
        }

        try
        {
            return read(new TokenAnswer(body, LocationOf(response)));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw ApiErrors.Illegible(request, (int)response.StatusCode, body);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        using var message = MessageFor(request);
        try
        {
            return await _client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailure.KindOf(exception) is var kind and not ConnectionFailureKind.None)
        {
            throw ApiErrors.NoAnswer(request, kind, exception, Environment);
        }
        finally
        {
            if (request.Body is { } body)
            {
                Array.Clear(body, 0, body.Length);
            }
        }
    }

    private HttpRequestMessage MessageFor(TokenRequest request)
    {
        var query = request.Query is null ? string.Empty : "?" + request.Query;
        var message = new HttpRequestMessage(request.Method, new Uri(Environment.Text + request.Path + query));
        message.Headers.TryAddWithoutValidation("Authorization", "Api-Token " + request.Credential.Reveal());
        message.Headers.TryAddWithoutValidation("Accept", "application/json; charset=utf-8");
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        }

        if (request.Operation == TokenOperation.Lookup)
        {
            message.MarkRepeatable();
        }

        if (request.Operation is not (TokenOperation.List or TokenOperation.ReadLog))
        {
            message.LimitAnswer(MaximumBytesOfOne);
        }

        return message;
    }

    private static string? LocationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;
}

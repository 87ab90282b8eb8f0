using System.Net.Http.Headers;
using System.Text.Json;
using TokenRotation.Api.Wire;
using TokenRotation.Http;
using TokenRotation.Secrets;

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

    public TokenTransport(
        EnvironmentUrl environment, HttpMessageHandler handler, TimeProvider time, ApiToken? client = null,
        Uri? tokenEndpoint = null, string? resource = null)
    {
        Environment = environment;
        _time = time;
        Clock = new ServerClock(time);

        // The handler bounds the attempts and their time; the client's own timeout would cut its waits short.
        _client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

        // .NET Framework would ask before it sends a body, and wait where nobody answers that; some proxies refuse it.
        _client.DefaultRequestHeaders.ExpectContinue = false;
        AccessTokens = client is null ? null : new AccessTokens(_client, client, tokenEndpoint!, time, resource);
    }

    public EnvironmentUrl Environment { get; }

    public ServerClock Clock { get; }

    /// <summary>What an OAuth client's calls are made with; null for other credentials.</summary>
    public AccessTokens? AccessTokens { get; }

    // A byte order mark says nothing here, and JSON's reader stumbles over it.
    private static ArraySegment<byte> WithoutMark(ArraySegment<byte> body) =>
        body.AsSpan().StartsWith(new byte[] { 0xEF, 0xBB, 0xBF })
        ? new ArraySegment<byte>(body.Array!, body.Offset + 3, body.Count - 3)
        : body;

    /// <summary>Sends a request and reads its answer with <paramref name="read"/>.</summary>
    /// <exception cref="TokenApiException">Anything but a successful, legible answer.</exception>
    public async Task<T> SendAsync<T>(TokenRequest request, Func<TokenAnswer, T> read, CancellationToken cancellationToken)
    {
        using var response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        var body = response.Content is BufferedContent content ? WithoutMark(content.Bytes) : new ArraySegment<byte>([]);
        // What stands between the client and the server has a clock of its own, and so has another server.
        if (request.Platform is null && (response.IsSuccessStatusCode || ErrorEnvelope.Read(body).Message is not null))
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
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw ApiErrors.Illegible(request, (int)response.StatusCode, body);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (AccessTokens?.For(request.Scope) is not { } tokens || request.Credential.Kind != ApiTokenKind.OAuth)
            {
                return await SendOnceAsync(request, AuthorizationOf(request.Credential), cancellationToken).ConfigureAwait(false);
            }

            var bearer = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            var response = await SendOnceAsync(request, "Bearer " + bearer, cancellationToken).ConfigureAwait(false);
            if (!MayBeOver(response))
            {
                return response;
            }

            // Refused before anything was done, so that a creation may be sent again, too.
            response.Dispose();
            tokens.Discard(bearer);
            var fresh = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            return await SendOnceAsync(request, "Bearer " + fresh, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (request.Body is { } body)
            {
                Array.Clear(body, 0, body.Length);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        TokenRequest request, string authorization, CancellationToken cancellationToken)
    {
        using var message = MessageFor(request, authorization);
        try
        {
            return await _client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailure.KindOf(exception) is var kind and not ConnectionFailureKind.None)
        {
            throw ApiErrors.NoAnswer(request, kind, exception, request.Platform ?? Environment);
        }
    }

    // With which of the two an access token that is over is refused, is not documented; a missing scope is named.
    private static bool MayBeOver(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        401 => true,
        403 => !(response.Content is BufferedContent content
            && ErrorEnvelope.Read(content.Bytes).Message?.Contains("scope") == true),
        _ => false,
    };

    private static string AuthorizationOf(ApiToken credential) =>
        (credential.Kind == ApiTokenKind.Platform ? "Bearer " : "Api-Token ") + credential.Reveal();

    private HttpRequestMessage MessageFor(TokenRequest request, string authorization)
    {
        var query = request.Query is null ? string.Empty : "?" + request.Query;
        var message = new HttpRequestMessage(request.Method, new Uri(RootOf(request) + request.Path + query));
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
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

    private string RootOf(TokenRequest request) =>
        request.Platform?.AppsText is { } platform ? platform
        : request.Path.StartsWith(TokenApiV2.AppsCollection, StringComparison.Ordinal) ? Environment.AppsText!
        : request.Path.StartsWith(ManagingTokens.Root, StringComparison.Ordinal) ? Environment.ClusterText!
        : Environment.Text;

    private static string? LocationOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;
}

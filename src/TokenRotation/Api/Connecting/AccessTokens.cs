using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using TokenRotation.Api.Wire;
using TokenRotation.Http;
using TokenRotation.Secrets;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// The access tokens of an OAuth client: fetched when the first request needs one, and again before one is over. However
/// many requests wait for it, it is fetched once. Safe for concurrent use.
/// </summary>
internal sealed class AccessTokens(
    HttpClient http, ApiToken client, Uri endpoint, TimeProvider time, string? resource = null)
{
    private const int MaximumBytes = 64 * 1024;

    // They last five minutes; a request that waits for its turn must not arrive with one that is over.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly ConcurrentDictionary<string, AccessTokens> _ofOtherScopes = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _scopes = [];
    private Task<AccessToken>? _latest;

    /// <summary>What is asked for from now on: a scope that the client lacks spoils the whole request.</summary>
    public void AskFor(IReadOnlyList<string> scopes)
    {
        lock (_gate)
        {
            _scopes = scopes;
            _latest = null;
        }
    }

    /// <summary>The client's access tokens with another scope, beside these; these for none.</summary>
    public AccessTokens For(string? scope) => scope is null ? this : _ofOtherScopes.GetOrAdd(
        scope, asked => new AccessTokens(http, client, endpoint, time, resource) { _scopes = [asked] });

    /// <summary>A Bearer that is good for a while.</summary>
    /// <exception cref="AccessTokenException">The token endpoint gives none.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> fetch;
        lock (_gate)
        {
            if (_latest is null || IsOver(_latest))
            {
                // Not this caller's cancellation: others wait for it, too.
                _latest = FetchAsync(_scopes);
            }

            fetch = _latest;
        }

        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
        {
            await Task.WhenAny(fetch, cancelled.Task).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (await fetch.ConfigureAwait(false)).Text;
    }

    /// <summary>The environment does not take this one any more; a later one stays.</summary>
    public void Discard(string bearer)
    {
        lock (_gate)
        {
            if (_latest is { Status: TaskStatus.RanToCompletion } latest && latest.Result.Text == bearer)
            {
                _latest = null;
            }
        }
    }

    private bool IsOver(Task<AccessToken> fetch) =>
        fetch.IsFaulted || fetch.IsCanceled || (fetch.Status == TaskStatus.RanToCompletion && IsEnding(fetch.Result));

    private bool IsEnding(AccessToken token)
    {
        var margin = TimeSpan.FromTicks(Math.Min(Margin.Ticks, token.Lifetime.Ticks / 2));
        return time.GetElapsedTime(token.FetchedAt) >= token.Lifetime - margin;
    }

    private async Task<AccessToken> FetchAsync(IReadOnlyList<string> scopes)
    {
        var started = time.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = Form(scopes) };
        request.MarkRepeatable();
        request.LimitAnswer(MaximumBytes);
        HttpResponseMessage response;
        try
        {
            response = await http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception failure) when (ConnectionFailure.KindOf(failure) is var kind and not ConnectionFailureKind.None)
        {
            throw new AccessTokenException(
                ConnectionMessages.NoAccessToken(endpoint, kind, failure), null, AccessTokenFault.Network, failure);
        }

        using (response)
        {
            var body = response.Content is BufferedContent content ? content.Bytes : default;
            return response.IsSuccessStatusCode ? Read(body, started) : throw Refusal((int)response.StatusCode, body, scopes);
        }
    }

    // Recorded is a 400 without a description. Where it has the standard's error code, that tells the client from its scopes.
    private AccessTokenException Refusal(int status, ArraySegment<byte> body, IReadOnlyList<string> scopes) => status switch
    {
        >= 300 and < 400 =>
            new AccessTokenException(ApiMessages.TokenEndpointRedirects(endpoint), status, AccessTokenFault.Address),
        408 or 429 or >= 500 =>
            new AccessTokenException(ApiMessages.TokenEndpointFailed(endpoint, status), status, AccessTokenFault.Moment),
        _ when WebPage.IsNotJson(body) => new AccessTokenException(
            ApiMessages.TokenEndpointHidden(endpoint, status, ServerText.Clean(WebPage.TitleOf(body), client)),
            status,
            AccessTokenFault.Network),
        400 when ErrorOf(body) != "invalid_client" =>
            new AccessTokenException(ApiMessages.ScopesRefused(client, scopes), status, AccessTokenFault.Scope),
        _ => new AccessTokenException(ApiMessages.ClientRefused(client, status), status, AccessTokenFault.Client),
    };

    private static string? ErrorOf(ArraySegment<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.AsMemory());
            return document.RootElement.GetProperty("error").GetString();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private ByteArrayContent Form(IReadOnlyList<string> scopes)
    {
        var fields = string.Join(
            "&",
            "grant_type=client_credentials",
            "client_id=" + Uri.EscapeDataString(client.Id!),
            "client_secret=" + Uri.EscapeDataString(client.Reveal()),
            "scope=" + Uri.EscapeDataString(string.Join(" ", scopes)));
        fields += resource is null ? string.Empty : "&resource=" + Uri.EscapeDataString(resource);
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(fields));
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    private AccessToken Read(ArraySegment<byte> body, long fetchedAt)
    {
        try
        {
            using var document = JsonDocument.Parse(body.AsMemory());
            var root = document.RootElement;
            return new AccessToken(
                root.GetProperty("access_token").GetString() ?? throw new JsonException(),
                TimeSpan.FromSeconds(Math.Max(1, root.GetProperty("expires_in").GetInt32())),
                fetchedAt);
        }
        catch (Exception failure)
            when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Without the cause: it may quote the answer.
            throw new AccessTokenException(ApiMessages.AccessTokenIllegible(endpoint), null, AccessTokenFault.Address);
        }
    }

    private sealed class AccessToken(string text, TimeSpan lifetime, long fetchedAt)
    {
        public string Text { get; } = text;

        public TimeSpan Lifetime { get; } = lifetime;

        public long FetchedAt { get; } = fetchedAt;
    }
}

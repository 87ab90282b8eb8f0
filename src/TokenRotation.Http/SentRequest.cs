namespace TokenRotation.Http;

/// <summary>A request in a form that can be sent more than once: .NET Framework sends no request object twice.</summary>
internal sealed class SentRequest : IDisposable
{
    private readonly HttpRequestMessage _request;
    private readonly byte[]? _body;

    private SentRequest(HttpRequestMessage request, byte[]? body)
    {
        _request = request;
        _body = body;
        IsRepeatable = request.IsRepeatable();
    }

    public bool IsRepeatable { get; }

    /// <summary>The largest answer, in bytes; null for the connection's own limit.</summary>
    public int? AnswerLimit => _request.LimitOfAnswer();

    public int Attempts { get; set; }

    public static async Task<SentRequest> FromAsync(HttpRequestMessage request)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        return new SentRequest(request, body);
    }

    public HttpRequestMessage Copy()
    {
        var copy = new HttpRequestMessage(_request.Method, _request.RequestUri) { Version = _request.Version };
        foreach (var header in _request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (_body is not null)
        {
            copy.Content = new ByteArrayContent(_body);
            foreach (var header in _request.Content!.Headers)
            {
                copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return copy;
    }

    public RequestAttempt Attempt(int? status, TimeSpan duration) =>
        new(_request.Method.Method, _request.RequestUri?.AbsolutePath ?? string.Empty, status, duration, Attempts);

    // The body of a lookup is a token.
    public void Dispose()
    {
        if (_body is not null)
        {
            Array.Clear(_body, 0, _body.Length);
        }
    }
}

using System.Net;
using System.Text;

namespace TokenRotation.Fuzz;

/// <summary>
/// A server in place of the network: recognises the caller, and gives the answer under test to everything else. The first lines
/// of an input that read <c>Name: value</c> are its headers, a number in front of them its status; the rest is the body.
/// </summary>
internal sealed class OneAnswer : HttpMessageHandler
{
    private bool _connected;

    /// <summary>The answer.</summary>
    public string Input { get; set; } = string.Empty;

    /// <summary>An account gives access tokens, so that the answer under test is that of its API.</summary>
    public bool GrantsAccess { get; init; } = true;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        return Task.FromResult(Prepared(request) is { } answer
            ? new HttpResponseMessage { Content = new StringContent(answer) }
            : Read(Input));
    }

    private string? Prepared(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/oauth2/token", StringComparison.Ordinal))
        {
            return GrantsAccess ? """{"access_token":"a","expires_in":300}""" : null;
        }

        if (_connected)
        {
            return null;
        }

        _connected = true;
        return path.EndsWith("/platform-tokens", StringComparison.Ordinal)
            ? """{"results":[],"total":0}"""
            : $$"""{"id":"{{CallerOf(request)}}","scopes":["apiTokens.read"]}""";
    }

    private static string CallerOf(HttpRequestMessage request) =>
        string.Join('.', request.Headers.GetValues("Authorization").Single().Split(' ')[1].Split('.').Take(2));

    private static HttpResponseMessage Read(string input)
    {
        var response = new HttpResponseMessage();
        var rest = input;
        while (rest.IndexOf('\n', StringComparison.Ordinal) is var end and > 0 && TakeLine(response, rest[..end]))
        {
            rest = rest[(end + 1)..];
        }

        // Latin 1 makes bytes that are no UTF-8.
        response.Content = new ByteArrayContent((rest.StartsWith('\u00ff') ? Encoding.Latin1 : Encoding.UTF8).GetBytes(rest));
        return response;
    }

    private static bool TakeLine(HttpResponseMessage response, string line)
    {
        if (int.TryParse(line, out var status) && status is >= 200 and < 1000)
        {
            response.StatusCode = (HttpStatusCode)status;
            return true;
        }

        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && response.Headers.TryAddWithoutValidation(line[..colon], line[(colon + 2)..]);
    }
}

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

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = _connected ? Read(Input) : new HttpResponseMessage
        {
            Content = new StringContent($$"""{"id":"{{CallerOf(request)}}","scopes":["apiTokens.read"]}"""),
        };
        _connected = true;
        return Task.FromResult(response);
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

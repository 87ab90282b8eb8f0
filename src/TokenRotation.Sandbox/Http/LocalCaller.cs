using Microsoft.AspNetCore.Http;

namespace TokenRotation.Sandbox.Http;

/// <summary>
/// Whether a request was meant for this machine. A browser names in <c>Host</c> the site that it believes to be at, so a name
/// that leads here from outside is seen; <c>Origin</c> names the page that asks, which may be this server's own alone.
/// </summary>
internal static class LocalCaller
{
    public static Answer? Refuse(HttpRequest request)
    {
        if (!IsLocal(request.Host.Host))
        {
            return Refused("The Host header names another machine; call the sandbox at 127.0.0.1 or localhost.");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsOwn(origin, request)
            ? null
            : Refused("The request comes from a page of another origin; call the sandbox without an Origin header.");
    }

    private static bool IsLocal(string host) =>
        host is "127.0.0.1" or "[::1]" || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsOwn(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    // 421, Misdirected Request: no status that the token API answers with.
    private static Answer Refused(string why) =>
        Answer.Text(StatusCodes.Status421MisdirectedRequest, "text/plain;charset=utf-8", why);
}

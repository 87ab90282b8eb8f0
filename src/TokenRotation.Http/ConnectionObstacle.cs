using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TokenRotation.Http;

/// <summary>Why no connection came about.</summary>
public enum ConnectionObstacleKind
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>No host of this name is known.</summary>
    NoSuchName,

    /// <summary>The host refuses: nothing listens at this port.</summary>
    Refused,

    /// <summary>The host does not answer the attempt to connect.</summary>
    TimedOut,

    /// <summary>No way leads to the host.</summary>
    NoRoute,
}

/// <summary>Why no connection came about, and to which host: the server, or the proxy before it.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Host">The host that could not be reached, as far as the exception names it.</param>
public sealed record ConnectionObstacle(ConnectionObstacleKind Kind, string? Host)
{
    // "Name or service not known (proxy.example.com:3128)"
    private static readonly Regex Endpoint = new(
        @"\((?<host>[^()\s]+):[0-9]+\)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>What stood in the way, by the failure of a request for which no connection was made.</summary>
    public static ConnectionObstacle Of(Exception exception)
    {
        var chain = ConnectionFailure.Chain(exception).ToList();
        var kind = chain.Select(KindOf).FirstOrDefault(known => known != ConnectionObstacleKind.Unknown);
        var host = chain.OfType<HttpRequestException>().Select(failure => Endpoint.Match(failure.Message))
            .FirstOrDefault(match => match.Success)?.Groups["host"].Value.Trim('[', ']');
        return new ConnectionObstacle(kind, host);
    }

    private static ConnectionObstacleKind KindOf(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ConnectionObstacleKind.NoSuchName,
            SocketError.ConnectionRefused => ConnectionObstacleKind.Refused,
            SocketError.TimedOut => ConnectionObstacleKind.TimedOut,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown =>
                ConnectionObstacleKind.NoRoute,
            _ => ConnectionObstacleKind.Unknown,
        },
        WebException { Status: WebExceptionStatus.NameResolutionFailure } => ConnectionObstacleKind.NoSuchName,
        _ => ConnectionObstacleKind.Unknown,
    };
}

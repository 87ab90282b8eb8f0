using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TokenRotation.Http;

/// <summary>How a request failed without an answer: this decides whether the server can have acted on it.</summary>
public enum ConnectionFailureKind
{
    /// <summary>The exception is about something else.</summary>
    None,

    /// <summary>No connection came about: the server has not seen the request.</summary>
    NotMade,

    /// <summary>The proxy did not let the connection through: the server has not seen the request.</summary>
    Proxy,

    /// <summary>The certificate was refused or no common TLS version was found: the server has not seen the request.</summary>
    Tls,

    /// <summary>The connection broke: the server may have acted.</summary>
    Broken,

    /// <summary>No answer in time: the server may have acted.</summary>
    TimedOut,

    /// <summary>The answer is larger than the client reads.</summary>
    TooLarge,
}

/// <summary>Tells the kinds of connection failure apart, in the exceptions of .NET and of .NET Framework.</summary>
public static class ConnectionFailure
{
    /// <summary>The kind of failure that <paramref name="exception"/> reports.</summary>
    public static ConnectionFailureKind KindOf(Exception exception)
    {
        if (exception is ResponseTooLargeException)
        {
            return ConnectionFailureKind.TooLarge;
        }

        if (exception is TimeoutException)
        {
            return ConnectionFailureKind.TimedOut;
        }

        if (exception is not (HttpRequestException or IOException or WebException))
        {
            return ConnectionFailureKind.None;
        }

        var chain = Chain(exception).ToList();
        if (chain.Any(IsTls))
        {
            return ConnectionFailureKind.Tls;
        }

        if (chain.Any(IsProxy))
        {
            return ConnectionFailureKind.Proxy;
        }

        return chain.Any(IsNotMade) ? ConnectionFailureKind.NotMade : ConnectionFailureKind.Broken;
    }

    /// <summary>What is wrong with the certificate that was refused; nothing where it is not the certificate.</summary>
    public static CertificateFault FaultOf(Exception exception) =>
        Chain(exception).OfType<CertificateRefusedException>().FirstOrDefault()?.Fault ?? CertificateFault.None;

    /// <summary>The exception and what it is because of.</summary>
    internal static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? link = exception; link is not null; link = link.InnerException)
        {
            yield return link;
        }
    }

    private static bool IsTls(Exception exception) => exception switch
    {
        AuthenticationException => true,
        WebException web => web.Status is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure,
#if NET
        HttpRequestException http => http.HttpRequestError is HttpRequestError.SecureConnectionError,
#endif
        _ => false,
    };

    private static bool IsProxy(Exception exception) => exception switch
    {
        WebException web =>
            web.Status is WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.RequestProhibitedByProxy
            || (web.Response as HttpWebResponse)?.StatusCode == HttpStatusCode.ProxyAuthenticationRequired,
#if NET
        HttpRequestException http => http.HttpRequestError is HttpRequestError.ProxyTunnelError,
#endif
        _ => false,
    };

    private static bool IsNotMade(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.NoData
            or SocketError.TryAgain or SocketError.HostDown,
        WebException web => web.Status is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure,
#if NET
        HttpRequestException http =>
            http.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
#endif
        _ => false,
    };
}

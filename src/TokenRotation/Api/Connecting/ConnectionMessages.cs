using TokenRotation.Http;

namespace TokenRotation.Api.Connecting;

/// <summary>What the user reads when no connection comes about, or none that can be trusted: why, and what to do next.</summary>
internal static class ConnectionMessages
{
    private static readonly (CertificateFault Fault, string Text)[] Faults =
    [
        (CertificateFault.OtherName, "it is for other names: use the address that the certificate is made for"),
        (CertificateFault.OutOfDate, "it, or its authority's, has expired or is not valid yet: have it renewed, or set the "
            + "clock of this machine right"),
        (CertificateFault.UnknownAuthority, "no authority that this machine trusts has issued it: if the authority is a private "
            + "one, give its certificate with -CertificateAuthority"),
        (CertificateFault.OtherAuthority, "neither the authority that was given nor one that this machine trusts has issued it: "
            + "give the one that did, or see whether a proxy stands in between and opens what is encrypted"),
        (CertificateFault.Weak, "its key or its signature is too weak to be believed: have it issued anew"),
        (CertificateFault.Other, "it is not made for a server, or cannot be checked: have it issued anew"),
    ];

    /// <summary>Why a request to the environment came to no answer.</summary>
    public static string NoAnswer(EnvironmentUrl environment, ConnectionFailureKind kind, Exception failure) =>
        Reason(new Server(new Uri(environment.Text), environment.ToString(), "the environment's address"), kind, failure);

    /// <summary>Why an OAuth client has no access token.</summary>
    public static string NoAccessToken(Uri endpoint, ConnectionFailureKind kind, Exception failure) =>
        "There is no access token. "
        + Reason(new Server(endpoint, $"the token endpoint {endpoint.Host}", "-TokenUrl"), kind, failure);

    private static string Reason(Server server, ConnectionFailureKind kind, Exception failure) => kind switch
    {
        ConnectionFailureKind.Tls => Distrusted(server, ConnectionFailure.FaultOf(failure)),
        ConnectionFailureKind.Proxy => $"The proxy does not let the connection to {server.Shown} through. Check the proxy's "
            + "address, its name and password, and whether it may reach this server.",
        ConnectionFailureKind.NotMade => NotReached(server, ConnectionObstacle.Of(failure)),
        ConnectionFailureKind.TimedOut => $"There was no answer in time from {server.Shown}. Try again, or allow more time with "
            + "-TimeoutSec of Connect-DtEnvironment; where it never answers, a firewall may swallow the requests.",
        ConnectionFailureKind.TooLarge => $"The answer of {server.Shown} is too large. Check {server.Address}.",
        _ => $"The connection to {server.Shown} broke. Try again.",
    };

    // Nobody has seen the request.
    private static string NotReached(Server server, ConnectionObstacle obstacle)
    {
        var isProxy = obstacle.Host is { } reached && !IsHost(server.Url, reached);
        var host = isProxy ? $"the proxy {obstacle.Host}" : server.Url.Authority;
        return $"No connection to {server.Shown} came about: " + obstacle.Kind switch
        {
            ConnectionObstacleKind.NoSuchName => isProxy
                ? $"there is no name {obstacle.Host}. Check the proxy's name in -Proxy or HTTPS_PROXY."
                : $"there is no name {server.Url.Host}. Check {server.Address}, and the name server of this machine.",
            ConnectionObstacleKind.Refused =>
                $"{host} refuses it. Nothing listens there, or a firewall refuses: check address and port.",
            ConnectionObstacleKind.TimedOut =>
                $"{host} does not answer. A firewall may swallow the attempt: check whether a proxy is needed (-Proxy).",
            ConnectionObstacleKind.NoRoute => $"no route leads to {host}. Check the network of this machine.",
            _ => "check the address, the network and the proxy.",
        };
    }

    // No connection that can be trusted came about, and nothing was sent.
    private static string Distrusted(Server server, CertificateFault fault) => fault == CertificateFault.None
        ? $"No encrypted connection to {server.Shown} came about: no common TLS version was found (1.2 or later is needed), or "
            + "what listens at this port does not speak TLS."
        : $"The certificate of {server.Shown} is refused: "
            + string.Join("; ", Faults.Where(known => (fault & known.Fault) != 0).Select(known => known.Text)) + ".";

    private static bool IsHost(Uri server, string host) =>
        string.Equals(server.IdnHost, host, StringComparison.OrdinalIgnoreCase)
        || string.Equals(server.Host.Trim('[', ']'), host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whom the request was for.</summary>
    /// <param name="Url">Where it is.</param>
    /// <param name="Shown">What it is, in a sentence.</param>
    /// <param name="Address">What its address was given as.</param>
    private sealed record Server(Uri Url, string Shown, string Address);
}

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

    /// <summary>Nobody has seen the request.</summary>
    public static string NotReached(EnvironmentUrl environment, ConnectionObstacle obstacle)
    {
        var server = new Uri(environment.Text);
        var isProxy = obstacle.Host is { } reached && !IsHost(server, reached);
        var host = isProxy ? $"the proxy {obstacle.Host}" : server.Authority;
        return $"No connection to {environment} came about: " + obstacle.Kind switch
        {
            ConnectionObstacleKind.NoSuchName => isProxy
                ? $"there is no name {obstacle.Host}. Check the proxy's name in -Proxy or HTTPS_PROXY."
                : $"there is no name {server.Host}. Check the environment's address, and the name server of this machine.",
            ConnectionObstacleKind.Refused =>
                $"{host} refuses it. Nothing listens there, or a firewall refuses: check address and port.",
            ConnectionObstacleKind.TimedOut =>
                $"{host} does not answer. A firewall may swallow the attempt: check whether a proxy is needed (-Proxy).",
            ConnectionObstacleKind.NoRoute => $"no route leads to {host}. Check the network of this machine.",
            _ => "check the address, the network and the proxy.",
        };
    }

    public static string ProxyRefused(EnvironmentUrl environment) =>
        $"The proxy does not let the connection to {environment} through. Check the proxy's address, its name and password, and "
        + "whether it may reach the environment.";

    public static string Broken(EnvironmentUrl environment) => $"The connection to {environment} broke. Try again.";

    public static string TimedOut(EnvironmentUrl environment) =>
        $"{environment} did not answer in time. Try again, or allow more time with -TimeoutSec of Connect-DtEnvironment; where "
        + "it never answers, a firewall may swallow the requests.";

    /// <summary>No connection that can be trusted came about, and nothing was sent.</summary>
    public static string Distrusted(EnvironmentUrl environment, CertificateFault fault) => fault == CertificateFault.None
        ? $"No encrypted connection to {environment} came about: no common TLS version was found (1.2 or later is needed), or "
            + "what listens at this port does not speak TLS."
        : $"The certificate of {environment} is refused: "
            + string.Join("; ", Faults.Where(known => (fault & known.Fault) != 0).Select(known => known.Text)) + ".";

    private static bool IsHost(Uri server, string host) =>
        string.Equals(server.IdnHost, host, StringComparison.OrdinalIgnoreCase)
        || string.Equals(server.Host.Trim('[', ']'), host, StringComparison.OrdinalIgnoreCase);
}

using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TokenRotation.Http;

/// <summary>How a connection reaches its server.</summary>
public sealed class PrimaryHandlerOptions
{
    /// <summary>
    /// The server. Plain http, which is for this machine alone, never goes through a proxy: that would read the token.
    /// </summary>
    public required Uri Server { get; init; }

    /// <summary>The proxy; null for the system's.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>True to sign in to the system's proxy with the account that runs this process.</summary>
    public bool UseDefaultProxyCredentials { get; init; }

    /// <summary>False to use no proxy at all; plain http never does.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>Authorities to trust beside the system's; null or empty for none.</summary>
    public X509Certificate2Collection? CertificateAuthority { get; init; }

    /// <summary>True to accept any certificate.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>
    /// How many connections to the server may be open at a time. How many requests are sent at a time is the callers' to say;
    /// this only bounds what a mistake there costs.
    /// </summary>
    public int MaximumConnections { get; init; } = 64;
}

/// <summary>
/// Makes the handler at the end of the chain. Redirects are not followed: they would carry the token to another host.
/// TLS is set here and not for the process, which belongs to the user's session.
/// </summary>
public static class PrimaryHandler
{
    /// <summary>A handler with these options.</summary>
    public static HttpMessageHandler Create(PrimaryHandlerOptions options)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = options.MaximumConnections,
            SslProtocols = TlsVersions,
            UseCookies = false,
            UseProxy = options.UseProxy && options.Server.Scheme == Uri.UriSchemeHttps,
        };
        if (handler.UseProxy && options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        if (handler.UseProxy && options.UseDefaultProxyCredentials)
        {
            handler.DefaultProxyCredentials = CredentialCache.DefaultCredentials;
        }

        if (options.SkipCertificateCheck)
        {
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
            return handler;
        }

        return new CertificateCheckingHandler(new CertificateTrust(options.CertificateAuthority ?? []), handler);
    }

    // .NET Framework 4.7.2 has no name for TLS 1.3, and asking for it fails on older Windows.
#if NET
    private static SslProtocols TlsVersions => SslProtocols.Tls12 | SslProtocols.Tls13;
#else
    private static SslProtocols TlsVersions => SslProtocols.Tls12;
#endif
}

using System.Net;

namespace TokenRotation.Http;

/// <summary>
/// The proxy that the environment variables name, read anew for each connection and alike in every PowerShell: .NET reads
/// them once a process, and .NET Framework not at all. <c>HTTPS_PROXY</c>, else <c>ALL_PROXY</c>, each in lower case too, is
/// <c>[http://][user:password@]host[:port]</c>; <c>NO_PROXY</c> lists hosts, domains with all their hosts, or <c>*</c>.
/// </summary>
public sealed class EnvironmentProxy : IWebProxy
{
    private static readonly char[] Separators = [',', ' ', ';'];

    private readonly Uri _proxy;
    private readonly IReadOnlyList<string> _exceptions;

    private EnvironmentProxy(Uri proxy, ICredentials? credentials, IReadOnlyList<string> exceptions)
    {
        _proxy = proxy;
        Credentials = credentials;
        _exceptions = exceptions;
    }

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>The proxy that the variables name; null where they name none, or not legibly.</summary>
    /// <param name="variable">Gives a variable's value; null for one that is not set.</param>
    public static EnvironmentProxy? From(Func<string, string?> variable)
    {
        if ((Either(variable, "HTTPS_PROXY") ?? Either(variable, "ALL_PROXY")) is not { } text
            || ProxyAddress.Read(text) is not { } address)
        {
            return null;
        }

        var exceptions = (Either(variable, "NO_PROXY") ?? string.Empty).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return new EnvironmentProxy(address.Uri, address.Credentials, exceptions);
    }

    /// <inheritdoc/>
    public Uri GetProxy(Uri destination) => _proxy;

    /// <inheritdoc/>
    /// <remarks>Plain http goes to this machine only, and to no proxy.</remarks>
    public bool IsBypassed(Uri host)
    {
        if (host is null)
        {
            throw new ArgumentNullException(nameof(host));
        }

        return host.Scheme != Uri.UriSchemeHttps || _exceptions.Any(exception => IsMetBy(exception, host));
    }

    private static bool IsMetBy(string exception, Uri uri)
    {
        if (exception == "*")
        {
            return true;
        }

        var domain = exception.TrimStart('*').TrimStart('.');
        return domain.Length > 0
            && (Is(uri.Host, domain)
                || Is(uri.Authority, domain)
                || uri.Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Is(string host, string domain) => string.Equals(host, domain, StringComparison.OrdinalIgnoreCase);

    private static string? Either(Func<string, string?> variable, string name) =>
        NotEmpty(variable(name)) ?? NotEmpty(variable(name.ToLowerInvariant()));

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

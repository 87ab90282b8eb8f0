using System.Net;

namespace TokenRotation.Http;

/// <summary>Where a proxy is and how to sign in to it.</summary>
/// <param name="Uri">The address, without name and password.</param>
/// <param name="Credentials">Name and password; null for none.</param>
public sealed record ProxyAddress(Uri Uri, ICredentials? Credentials)
{
    /// <summary>Reads <c>[http://][user:password@]host[:port]</c>; null for a text that is none.</summary>
    public static ProxyAddress? Read(string text)
    {
        if (text is null)
        {
            throw new ArgumentNullException(nameof(text));
        }

        var trimmed = text.Trim();
        var whole = trimmed.Contains("://") ? trimmed : "http://" + trimmed;
        return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && IsProxy(uri) ? Of(uri) : null;
    }

    /// <summary>Takes name and password out of an address.</summary>
    public static ProxyAddress Of(Uri uri)
    {
        if (uri is null)
        {
            throw new ArgumentNullException(nameof(uri));
        }

        if (uri.UserInfo.Length == 0)
        {
            return new ProxyAddress(uri, null);
        }

        var colon = uri.UserInfo.IndexOf(':');
        var name = colon < 0 ? uri.UserInfo : uri.UserInfo.Substring(0, colon);
        var password = colon < 0 ? string.Empty : uri.UserInfo.Substring(colon + 1);
        return new ProxyAddress(
            new UriBuilder(uri) { UserName = string.Empty, Password = string.Empty }.Uri,
            new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)));
    }

    private static bool IsProxy(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;
}

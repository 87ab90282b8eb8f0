using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace TokenRotation.Api.Connecting;

/// <summary>
/// A certificate store, or one certificate in it, as PowerShell's certificate provider writes it:
/// <c>Cert:\CurrentUser\Root\THUMBPRINT</c>. Read without that provider, which only Windows has.
/// </summary>
/// <param name="Location">Whose store it is.</param>
/// <param name="Store">The store's name.</param>
/// <param name="Thumbprint">The certificate's; null for the whole store.</param>
internal sealed record CertificateStorePath(StoreLocation Location, string Store, string? Thumbprint)
{
    private static readonly Regex Pattern = new(
        @"\A(?:Microsoft\.PowerShell\.Security\\Certificate::|cert:)[\\/]?(?<location>CurrentUser|LocalMachine)"
        + @"[\\/](?<store>[^\\/]+)(?:[\\/](?<thumbprint>[0-9A-F]{40}))?[\\/]?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);

    /// <summary>Reads a path; null for a text that is none.</summary>
    public static CertificateStorePath? Read(string text)
    {
        var match = Pattern.Match(text);
        return match.Success
            ? new CertificateStorePath(
                (StoreLocation)Enum.Parse(typeof(StoreLocation), match.Groups["location"].Value, ignoreCase: true),
                match.Groups["store"].Value,
                match.Groups["thumbprint"].Success ? match.Groups["thumbprint"].Value : null)
            : null;
    }

    /// <summary>The certificates there.</summary>
    /// <exception cref="CryptographicException">There is no such store, or the certificate is not in it.</exception>
    public X509Certificate2Collection Certificates()
    {
        using var store = new X509Store(Store, Location);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        var found = Thumbprint is null
            ? store.Certificates
            : store.Certificates.Find(X509FindType.FindByThumbprint, Thumbprint, validOnly: false);
        return found.Count > 0 ? found : throw new CryptographicException(ApiMessages.NoSuchCertificate);
    }
}

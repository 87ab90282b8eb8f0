using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace TokenRotation.Api.Connecting;

/// <summary>A file of certificates: PEM, with one or many, or DER.</summary>
internal static class CertificateFile
{
    private static readonly Regex Pem = new(
        "-----BEGIN CERTIFICATE-----(?<base64>[A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>All certificates in the file.</summary>
    /// <exception cref="CryptographicException">The file holds no certificate.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static X509Certificate2Collection Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var certificates = new X509Certificate2Collection();
        foreach (Match block in Pem.Matches(Encoding.ASCII.GetString(bytes)))
        {
            certificates.Add(Certificate(block.Groups["base64"].Value));
        }

        if (certificates.Count == 0)
        {
            // The platform's own reader knows the rest: DER and PKCS #7.
            certificates.Import(bytes);
        }

        return certificates;
    }

    private static X509Certificate2 Certificate(string base64)
    {
        try
        {
            return new X509Certificate2(Convert.FromBase64String(base64));
        }
        catch (FormatException failure)
        {
            throw new CryptographicException(failure.Message, failure);
        }
    }
}

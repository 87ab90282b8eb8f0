using System.Security.Cryptography.X509Certificates;

namespace TokenRotation.Http;

/// <summary>What certificates are too weak to be believed: short keys, and signatures that can be forged.</summary>
internal static class CertificateStrength
{
    private const int ShortestRsaKey = 2048;
    private const int ShortestEllipticKey = 256;

    private const string RsaPss = "1.2.840.113549.1.1.10";

    // MD2, MD4, MD5 and SHA-1 with RSA, in both of its numbers; SHA-1 with DSA and with elliptic curves.
    private static readonly HashSet<string> Forgeable =
    [
        "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5",
        "1.3.14.3.2.29", "1.2.840.10040.4.3", "1.2.840.10045.4.1",
    ];

    // The encoded numbers of RSA-PSS, and of the SHA-2 family without its last byte.
    private const string EncodedRsaPss = "06-09-2A-86-48-86-F7-0D-01-01-0A-";
    private const string EncodedSha2 = "06-09-60-86-48-01-65-03-04-02-";

    public static bool HasStrongKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        using var elliptic = certificate.GetECDsaPublicKey();
        return !(rsa?.KeySize < ShortestRsaKey) && !(elliptic?.KeySize < ShortestEllipticKey);
    }

    public static bool IsStronglySigned(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        RsaPss => HashOfPssIsStrong(certificate.RawData),
        var algorithm => !Forgeable.Contains(algorithm ?? string.Empty),
    };

    // The hash stands in the parameters, right behind the algorithm; where it is left out, it is SHA-1.
    private static bool HashOfPssIsStrong(byte[] encoded)
    {
        const int parameterHeads = 6 * 3;
        var text = BitConverter.ToString(encoded);
        var at = text.LastIndexOf(EncodedRsaPss, StringComparison.Ordinal);
        var hash = at + EncodedRsaPss.Length + parameterHeads;
        return at >= 0 && string.CompareOrdinal(text, hash, EncodedSha2, 0, EncodedSha2.Length) == 0;
    }
}

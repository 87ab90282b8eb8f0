using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TokenRotation.Tests.Http;

/// <summary>A certificate authority that nobody knows. Times are days from now.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string Name = "CN=Private authority";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public TestAuthority(int until = 20)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Certificate = request.CreateSelfSigned(Day(-20), Day(until));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>A certificate of this authority for a server.</summary>
    public X509Certificate2 Issue(string host = "localhost", int from = -1, int until = 1, string purpose = ServerAuthentication)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var generator = X509SignatureGenerator.CreateForECDsa(Certificate.GetECDsaPrivateKey()!);
        using var certificate = Request(host, purpose, key).Create(
            Certificate.SubjectName, generator, Day(from), Day(until), RandomNumberGenerator.GetBytes(8));
        return Usable(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>A certificate of this authority for an RSA key, signed over <paramref name="hash"/>.</summary>
    public static X509Certificate2 IssueRsa(
        int keySize, HashAlgorithmName hash, RSASignaturePadding padding, out X509Certificate2 authority)
    {
        using var authorityKey = RSA.Create(2048);
        var root = new CertificateRequest(Name, authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = root.CreateSelfSigned(Day(-20), Day(20));
        using var key = RSA.Create(keySize);
        var request = WithExtensions(
            new CertificateRequest("CN=localhost", key, hash, RSASignaturePadding.Pkcs1), "localhost", ServerAuthentication);
        return request.Create(
            authority.SubjectName,
            SignatureGenerator(authorityKey, hash, padding),
            Day(-1),
            Day(1),
            RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>A certificate for localhost that nobody but itself vouches for.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Usable(Request("localhost", ServerAuthentication, key).CreateSelfSigned(Day(-1), Day(1)));
    }

    public void Dispose() => Certificate.Dispose();

    private static DateTimeOffset Day(int days) => DateTimeOffset.UtcNow.AddDays(days);

    private static CertificateRequest Request(string host, string purpose, ECDsa key) =>
        WithExtensions(new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256), host, purpose);

    private static CertificateRequest WithExtensions(CertificateRequest request, string host, string purpose)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        return request;
    }

    private static X509SignatureGenerator SignatureGenerator(RSA key, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        if (hash == HashAlgorithmName.MD5)
        {
            return new OldSignature(key, padding, "300D06092A864886F70D0101040500");
        }

        return hash == HashAlgorithmName.SHA1
            ? new OldSignature(
                key, padding,
                padding == RSASignaturePadding.Pss ? "300D06092A864886F70D01010A3000" : "300D06092A864886F70D0101050500")
            : X509SignatureGenerator.CreateForRSA(key, padding);
    }

    // Not every platform serves with a key that was never in a file.
    private static X509Certificate2 Usable(X509Certificate2 withKey)
    {
        using (withKey)
        {
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
        }
    }

    /// <summary>
    /// Signs with hashes that .NET's own generators no longer offer; <paramref name="identifier"/> is the algorithm's DER.
    /// </summary>
    private sealed class OldSignature(RSA key, RSASignaturePadding padding, string identifier) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            Convert.FromHexString(identifier);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
            key.SignData(data, hashAlgorithm, padding);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}

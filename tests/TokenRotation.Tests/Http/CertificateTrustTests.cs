using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Http;

namespace TokenRotation.Tests.Http;

/// <summary>How strong a certificate has to be under a given authority.</summary>
public sealed class CertificateTrustTests
{
    [Theory]
    [InlineData(2048, "SHA256", "Pkcs1", true)]
    [InlineData(2048, "SHA512", "Pss", true)]
    [InlineData(1024, "SHA256", "Pkcs1", false)]
    [InlineData(2048, "SHA1", "Pkcs1", false)]
    [InlineData(2048, "SHA1", "Pss", false)]
    [InlineData(2048, "MD5", "Pkcs1", false)]
    public void Short_keys_and_forgeable_signatures_are_refused(int keySize, string hash, string padding, bool accepted)
    {
        using var server = TestAuthority.IssueRsa(
            keySize, new HashAlgorithmName(hash), padding == "Pss" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1,
            out var authority);
        using var _ = authority;

        Assert.Equal(accepted, Accepts(server, authority));
    }

    [Fact]
    public void A_short_key_is_refused_though_the_certificate_itself_was_given()
    {
        using var key = RSA.Create(1024);
        using var server = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        Assert.False(Accepts(server, server));
    }

    private static bool Accepts(X509Certificate2 server, X509Certificate2 authority) =>
        new CertificateTrust([authority]).FaultOf(server, null, SslPolicyErrors.RemoteCertificateChainErrors) switch
        {
            CertificateFault.None => true,
            CertificateFault.Weak => false,
            var other => throw new InvalidOperationException(other.ToString()),
        };
}

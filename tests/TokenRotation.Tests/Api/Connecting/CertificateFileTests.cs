using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api.Connecting;
using TokenRotation.Tests.Http;

namespace TokenRotation.Tests.Api.Connecting;

public sealed class CertificateFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly TestAuthority _one = new();
    private readonly TestAuthority _other = new();

    public void Dispose()
    {
        File.Delete(_path);
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_file_may_hold_several_certificates_with_text_between_them()
    {
        File.WriteAllText(
            _path, $"One\n{_one.Certificate.ExportCertificatePem()}\nOther\n{_other.Certificate.ExportCertificatePem()}\n");

        Assert.Equal([_one.Certificate.Thumbprint, _other.Certificate.Thumbprint], Thumbprints());
    }

    [Fact]
    public void A_certificate_may_be_written_in_bytes()
    {
        File.WriteAllBytes(_path, _one.Certificate.Export(X509ContentType.Cert));

        Assert.Equal([_one.Certificate.Thumbprint], Thumbprints());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----")]
    public void What_is_no_certificate_is_an_error_of_cryptography(string text)
    {
        File.WriteAllText(_path, text);

        Assert.ThrowsAny<CryptographicException>(Thumbprints);
    }

    private List<string> Thumbprints() => CertificateFile.Read(_path).Select(certificate => certificate.Thumbprint).ToList();
}

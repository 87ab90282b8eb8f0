using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api;
using TokenRotation.Sandbox;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Http;

/// <summary>TLS over a socket: certificates of a private authority made for the test.</summary>
public sealed class PrimaryHandlerTests : IAsyncLifetime
{
    private readonly X509Certificate2 _authority = Authority("CN=Private authority");
    private X509Certificate2 _server = null!;
    private SandboxServer _sandbox = null!;

    public async Task InitializeAsync()
    {
        _server = Issued(_authority, "localhost");
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Certificate = _server });
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _server.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task An_unknown_authority_is_refused() =>
        await Assert.ThrowsAsync<TlsException>(() => ConnectAsync("localhost"));

    [Fact]
    public async Task A_given_authority_is_trusted()
    {
        using var connection = await ConnectAsync("localhost", authority: _authority);

        Assert.Equal(ApiGeneration.V2, connection.Api.Generation);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        using var other = Authority("CN=Private authority");

        await Assert.ThrowsAsync<TlsException>(() => ConnectAsync("localhost", authority: other));
    }

    [Fact]
    public async Task A_given_authority_does_not_excuse_another_name() =>
        await Assert.ThrowsAsync<TlsException>(() => ConnectAsync("127.0.0.1", authority: _authority));

    [Fact]
    public async Task The_check_can_be_skipped_on_demand()
    {
        using var connection = await ConnectAsync("127.0.0.1", skipCheck: true);

        Assert.Equal(ApiGeneration.V2, connection.Api.Generation);
    }

    private Task<TokenApiConnection> ConnectAsync(string host, X509Certificate2? authority = null, bool skipCheck = false) =>
        TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse($"https://{host}:{_sandbox.Url.Port}"),
                Credential = ApiToken.Parse(_sandbox.AdminToken),
                CertificateAuthority = authority is null ? null : [authority],
                SkipCertificateCheck = skipCheck,
                NoProxy = true,
            },
            CancellationToken.None);

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issued(X509Certificate2 authority, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Http;
using TokenRotation.Sandbox;
using TokenRotation.Secrets;
using TokenRotation.Tests.Secrets;

namespace TokenRotation.Tests.Http;

/// <summary>TLS over a socket: certificates of a private authority made for the test.</summary>
public sealed class PrimaryHandlerTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task An_unknown_authority_is_refused() =>
        await RefusedAsync(_authority.Issue(), trusted: null, CertificateFault.UnknownAuthority);

    [Fact]
    public async Task A_given_authority_is_trusted() => await AcceptedAsync(_authority.Issue(), _authority.Certificate);

    [Fact]
    public async Task One_of_several_given_authorities_is_enough()
    {
        using var other = new TestAuthority();

        await AcceptedAsync(_authority.Issue(), other.Certificate, _authority.Certificate);
    }

    [Fact]
    public async Task Another_authority_of_the_same_name_is_not_trusted()
    {
        using var other = new TestAuthority();

        await RefusedAsync(_authority.Issue(), other.Certificate, CertificateFault.OtherAuthority);
    }

    [Fact]
    public async Task A_given_authority_does_not_excuse_another_host() =>
        await RefusedAsync(_authority.Issue(host: "elsewhere.example.com"), _authority.Certificate, CertificateFault.OtherName);

    [Fact]
    public async Task A_given_authority_does_not_excuse_an_expired_certificate() =>
        await RefusedAsync(_authority.Issue(from: -10, until: -1), _authority.Certificate, CertificateFault.OutOfDate);

    [Fact]
    public async Task A_given_authority_does_not_excuse_a_certificate_of_the_future() =>
        await RefusedAsync(_authority.Issue(from: 1, until: 10), _authority.Certificate, CertificateFault.OutOfDate);

    [Fact]
    public async Task All_that_is_wrong_is_told() => await RefusedAsync(
        _authority.Issue(host: "elsewhere.example.com", from: -10, until: -1),
        trusted: null,
        CertificateFault.OtherName | CertificateFault.OutOfDate | CertificateFault.UnknownAuthority);

    [Fact]
    public async Task A_given_authority_does_not_excuse_a_certificate_for_another_purpose()
    {
        // Kestrel does not serve with such a certificate.
        using var client = _authority.Issue(purpose: "1.3.6.1.5.5.7.3.2");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, client);

        var refused = await Assert.ThrowsAsync<TlsException>(
            () => ConnectAsync(
                ((IPEndPoint)listener.LocalEndpoint).Port, ApiToken.Parse(NewToken.Text()), [_authority.Certificate]));
        Assert.Equal(CertificateFault.Other, ConnectionFailure.FaultOf(refused.InnerException!));
        await Assert.ThrowsAnyAsync<Exception>(() => serving);
    }

    [Fact]
    public async Task A_port_that_speaks_no_tls_is_no_fault_of_the_certificate()
    {
        await using var plain = await SandboxServer.StartAsync(new SandboxOptions());

        var refused = await Assert.ThrowsAsync<TlsException>(() => ConnectAsync(plain, []));

        Assert.Equal(CertificateFault.None, ConnectionFailure.FaultOf(refused.InnerException!));
        Assert.Contains("TLS version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_only_older_versions_of_tls_is_no_fault_of_the_certificate()
    {
        // A fatal alert, protocol_version, is what such a server answers; no machine of today can be made to be one.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AlertAsync(listener, [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);

        var refused = await Assert.ThrowsAsync<TlsException>(
            () => ConnectAsync(((IPEndPoint)listener.LocalEndpoint).Port, ApiToken.Parse(NewToken.Text()), []));
        await serving;

        Assert.Equal(CertificateFault.None, ConnectionFailure.FaultOf(refused.InnerException!));
        Assert.Equal(TlsRemedy.OtherAddress, refused.Remedy);
        Assert.Contains("1.2 or later is needed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_authority_that_has_expired_is_not_trusted()
    {
        using var expired = new TestAuthority(until: -1);

        await RefusedAsync(expired.Issue(from: -10, until: 10), expired.Certificate, CertificateFault.OutOfDate);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_trusted_when_it_is_given_itself()
    {
        using var server = TestAuthority.SelfSigned();

        await AcceptedAsync(server, server);
    }

    [Fact]
    public async Task The_check_can_be_skipped_on_demand()
    {
        await using var sandbox = await StartAsync(_authority.Issue(host: "elsewhere.example.com", from: -10, until: -1));
        using var connection = await ConnectAsync(sandbox, [], skipCheck: true);

        Assert.Equal(ApiGeneration.V2, connection.Api.Capabilities.Generation);
    }

    [Fact]
    public async Task A_store_gives_the_authority_by_thumbprint_and_as_a_whole()
    {
        var name = "TokenRotation.Tests." + Guid.NewGuid().ToString("N");
        using var store = new X509Store(name, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(_authority.Certificate);
        try
        {
            await AcceptedAsync(_authority.Issue(), StoreAt($@"Cert:\CurrentUser\{name}\{_authority.Certificate.Thumbprint}"));
            await AcceptedAsync(_authority.Issue(), StoreAt($@"cert:/currentuser/{name}"));
            Assert.Throws<CryptographicException>(() => StoreAt($@"Cert:\CurrentUser\{name}\{new string('A', 40)}"));
        }
        finally
        {
            store.Remove(_authority.Certificate);
        }

        Assert.ThrowsAny<CryptographicException>(() => StoreAt($@"Cert:\CurrentUser\{name}x"));
    }

    [Fact]
    public async Task A_file_may_hold_several_authorities()
    {
        using var other = new TestAuthority();
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "A "
                + $"comment\n{other.Certificate.ExportCertificatePem()}\n\n{_authority.Certificate.ExportCertificatePem()}\n");

            await AcceptedAsync(_authority.Issue(), [.. CertificateFile.Read(path)]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static X509Certificate2[] StoreAt(string path) => [.. CertificateStorePath.Read(path)!.Certificates()];

    private static async Task AcceptedAsync(X509Certificate2 server, params X509Certificate2[] trusted)
    {
        await using var sandbox = await StartAsync(server);
        using var connection = await ConnectAsync(sandbox, trusted);

        Assert.Equal(ApiGeneration.V2, connection.Api.Capabilities.Generation);
    }

    private static async Task RefusedAsync(X509Certificate2 server, X509Certificate2? trusted, CertificateFault fault)
    {
        await using var sandbox = await StartAsync(server);

        var refused = await Assert.ThrowsAsync<TlsException>(() => ConnectAsync(sandbox, trusted is null ? [] : [trusted]));

        Assert.Equal(fault, ConnectionFailure.FaultOf(refused.InnerException!));
        Assert.Equal(
            (fault & CertificateFault.UnknownAuthority) != 0,
            refused.Message.Contains("-CertificateAuthority", StringComparison.Ordinal));
        Assert.Empty(sandbox.Log.Requests);
    }

    // Fails when the client breaks the handshake off, or closes the connection after it.
    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        await tls.ReadExactlyAsync(new byte[1]);
    }

    private static async Task AlertAsync(TcpListener listener, byte[] alert)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        _ = await stream.ReadAsync(new byte[4096]);
        await stream.WriteAsync(alert);
    }

    private static Task<SandboxServer> StartAsync(X509Certificate2 certificate) =>
        SandboxServer.StartAsync(new SandboxOptions { Certificate = certificate });

    private static Task<TokenApiConnection> ConnectAsync(
        SandboxServer sandbox, X509Certificate2[] trusted, bool skipCheck = false) =>
        ConnectAsync(sandbox.Url.Port, ApiToken.Parse(sandbox.AdminToken), trusted, skipCheck);

    private static Task<TokenApiConnection> ConnectAsync(
        int port, ApiToken credential, X509Certificate2[] trusted, bool skipCheck = false) =>
        TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse($"https://localhost:{port}"),
                Credential = credential,
                CertificateAuthority = [.. trusted],
                SkipCertificateCheck = skipCheck,
                NoProxy = true,
            },
            CancellationToken.None);
}

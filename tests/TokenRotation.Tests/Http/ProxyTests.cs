using System.Net;
using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Http;
using TokenRotation.Sandbox;
using TokenRotation.Secrets;

namespace TokenRotation.Tests.Http;

/// <summary>Through a CONNECT proxy over a socket, to a sandbox that speaks TLS.</summary>
public sealed class ProxyTests : IAsyncLifetime, IDisposable
{
    private const string User = "joe";
    private readonly string _password = "p@ss:" + Guid.NewGuid();
    private readonly TestAuthority _authority = new();
    private SandboxServer _sandbox = null!;

    public async Task InitializeAsync() =>
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Certificate = _authority.Issue() });

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_given_proxy_is_used_and_reads_nothing()
    {
        await using var proxy = new ConnectProxy();

        await ConnectAsync(Options() with { Proxy = new Uri("http://" + proxy.Authority) });

        var (head, status) = Assert.Single(proxy.Requests);
        Assert.Equal(200, status);
        Assert.StartsWith($"CONNECT localhost:{_sandbox.Url.Port} ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Api-Token", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Name_and_password_are_given_apart_or_in_the_address(bool apart)
    {
        await using var proxy = new ConnectProxy(User, _password);
        var options = apart
            ? Options() with
            {
                Proxy = new Uri("http://" + proxy.Authority),
                ProxyCredential = new NetworkCredential(User, _password),
            }
            : Options() with { Proxy = new Uri($"http://{User}:{Uri.EscapeDataString(_password)}@{proxy.Authority}") };

        await ConnectAsync(options);

        Assert.Equal([407, 200], proxy.Requests.Select(request => request.Status));
    }

    [Theory]
    [InlineData("http://proxy:3128", null)]
    [InlineData(null, "proxy:3128")]
    public void The_account_that_is_logged_on_signs_in(string? given, string? variable)
    {
        var options = Options() with
        {
            Proxy = given is null ? null : new Uri(given),
            EnvironmentVariable = name => name == "HTTPS_PROXY" ? variable : null,
            UseDefaultProxyCredentials = true,
        };

        Assert.Same(CredentialCache.DefaultCredentials, TokenApiConnection.ProxyFor(options)!.Credentials);
        Assert.Null(TokenApiConnection.ProxyFor(options with { UseDefaultProxyCredentials = false })!.Credentials);
    }

    [Fact]
    public void The_account_that_is_logged_on_signs_in_to_the_systems_proxy()
    {
        using var handler = (DelegatingHandler)PrimaryHandler.Create(new PrimaryHandlerOptions
        {
            Server = new Uri("https://abc12345.live.dynatrace.com"),
            UseDefaultProxyCredentials = true,
        });

        Assert.Same(CredentialCache.DefaultCredentials, ((HttpClientHandler)handler.InnerHandler!).DefaultProxyCredentials);
    }

    [Fact]
    public void A_name_and_a_password_in_the_address_come_before_the_account()
    {
        var options = Options() with { Proxy = new Uri("http://joe:x@proxy:3128"), UseDefaultProxyCredentials = true };

        Assert.Equal("joe", Assert.IsType<NetworkCredential>(TokenApiConnection.ProxyFor(options)!.Credentials).UserName);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_the_right_password_the_proxy_is_named_as_what_refuses(string? password)
    {
        await using var proxy = new ConnectProxy(User, _password);
        var options = Options() with
        {
            Proxy = new Uri("http://" + proxy.Authority),
            ProxyCredential = password is null ? null : new NetworkCredential(User, password),
        };

        var failure = await Assert.ThrowsAsync<UnreachableException>(() => ConnectAsync(options));

        Assert.Equal(
            ConnectionMessages.NoAnswer(options.Environment, ConnectionFailureKind.Proxy, failure.InnerException!),
            failure.Message);
        Assert.Empty(_sandbox.Log.Requests);
    }

    [Fact]
    public async Task The_password_in_a_proxys_address_is_in_no_error()
    {
        var options = Options() with { Proxy = new Uri($"http://{User}:{Uri.EscapeDataString(_password)}@127.0.0.1:9") };

        var failure = await Assert.ThrowsAsync<UnreachableException>(() => ConnectAsync(options));

        Assert.DoesNotContain(_password, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(_password), failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task An_environment_variable_names_the_proxy(string name)
    {
        await using var proxy = new ConnectProxy(User, _password);

        await ConnectAsync(Options((name, $"http://{User}:{Uri.EscapeDataString(_password)}@{proxy.Authority}/")));

        Assert.Equal(200, proxy.Requests[^1].Status);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("example.com, localhost")]
    [InlineData("*")]
    public async Task NO_PROXY_goes_round_it(string exceptions)
    {
        await using var proxy = new ConnectProxy();

        await ConnectAsync(Options(("HTTPS_PROXY", proxy.Authority), ("NO_PROXY", exceptions)));

        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task NoProxy_goes_round_the_variables_too()
    {
        await using var proxy = new ConnectProxy();

        await ConnectAsync(Options(("HTTPS_PROXY", proxy.Authority)) with { NoProxy = true });

        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task A_given_proxy_comes_before_the_variables()
    {
        await using var proxy = new ConnectProxy();

        await ConnectAsync(
            Options(("HTTPS_PROXY", "127.0.0.1:9"), ("NO_PROXY", "*")) with { Proxy = new Uri("http://" + proxy.Authority) });

        Assert.Single(proxy.Requests);
    }

    [Fact]
    public async Task Plain_http_goes_through_no_given_proxy()
    {
        await using var proxy = new ConnectProxy();
        await using var plain = await SandboxServer.StartAsync(new SandboxOptions());

        await ConnectAsync(Options() with
        {
            Environment = EnvironmentUrl.Parse(plain.Url.AbsoluteUri),
            Credential = ApiToken.Parse(plain.AdminToken),
            Proxy = new Uri("http://" + proxy.Authority),
        });

        Assert.Empty(proxy.Requests);
    }

    // The variable http_proxy reaches .NET's own default, which a process reads once.
    [Theory]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://localhost", false)]
    [InlineData("https://localhost", true)]
    public void Plain_http_goes_through_no_proxy_of_the_system(string server, bool uses)
    {
        using var handler = PrimaryHandler.Create(new PrimaryHandlerOptions { Server = new Uri(server) });

        Assert.Equal(
            uses, Assert.IsType<HttpClientHandler>(Assert.IsAssignableFrom<DelegatingHandler>(handler).InnerHandler).UseProxy);
    }

    [Theory]
    [InlineData("dynatrace.com", "https://abc12345.live.dynatrace.com", true)]
    [InlineData(".dynatrace.com", "https://abc12345.live.dynatrace.com", true)]
    [InlineData("*.dynatrace.com", "https://abc12345.live.dynatrace.com", true)]
    [InlineData("trace.com", "https://abc12345.live.dynatrace.com", false)]
    [InlineData("ABC12345.live.dynatrace.com", "https://abc12345.live.dynatrace.com", true)]
    [InlineData("10.0.0.1:9999", "https://10.0.0.1:9999/e/x", true)]
    [InlineData("10.0.0.1:9998", "https://10.0.0.1:9999/e/x", false)]
    [InlineData(" , ,.", "https://abc12345.live.dynatrace.com", false)]
    [InlineData("", "http://localhost:8080", true)]
    public void Exceptions_are_hosts_and_domains(string exceptions, string url, bool bypassed)
    {
        var proxy = EnvironmentProxy.From(name => name == "HTTPS_PROXY" ? "proxy:3128" : name == "NO_PROXY" ? exceptions : null)!;

        Assert.Equal(bypassed, proxy.IsBypassed(new Uri(url)));
        Assert.Equal(new Uri("http://proxy:3128"), proxy.GetProxy(new Uri(url)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("::")]
    [InlineData("socks5://proxy:1080")]
    [InlineData("http://")]
    public void A_variable_that_names_no_proxy_is_none(string? value) =>
        Assert.Null(EnvironmentProxy.From(name => name == "HTTPS_PROXY" ? value : null));

    private ConnectionOptions Options(params (string Name, string Value)[] variables) => new()
    {
        Environment = EnvironmentUrl.Parse($"https://localhost:{_sandbox.Url.Port}"),
        Credential = ApiToken.Parse(_sandbox.AdminToken),
        CertificateAuthority = [_authority.Certificate],
        EnvironmentVariable = name => variables.FirstOrDefault(variable => variable.Name == name).Value,
        MaximumRetryCount = 0,
    };

    private static async Task ConnectAsync(ConnectionOptions options)
    {
        using var connection = await TokenApiConnection.ConnectAsync(options, CancellationToken.None);
        Assert.Equal(ApiGeneration.V2, connection.Api.Capabilities.Generation);
    }
}

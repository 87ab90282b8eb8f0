using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox;

/// <summary>A Dynatrace tenant on a loopback port, until it is disposed of.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    /// <summary>Dynatrace's limit of a request's body, in bytes.</summary>
    private const int PayloadLimit = 1024 * 1024;

    /// <summary>Where the account stands in: its hosts are others than the environment's.</summary>
    internal const string AccountSegment = "_account";

    private const string Admin = "admin@example.com";
    private const int SampleLifetimeDays = 30;

    private static readonly string[] ManagerScopes = ["platform-token:tokens:manage", "account-idm-read"];

    private static readonly string[] BearerScopes = ["api-tokens:tokens:read", "api-tokens:tokens:write"];

    private readonly CancellationTokenSource _stopping = new();
    private readonly SandboxOptions _options;
    private readonly WebApplication _application;

    private SandboxServer(SandboxOptions options)
    {
        _options = options;
        Clock = options.Clock ?? VirtualClock.Running();
        Tenant = new SandboxTenant(options.Tenant with { Seed = options.Seed ?? options.Tenant.Seed }, Clock);
        Account = new SandboxAccount(options.Account, Clock, options.Seed + 1, options.EnvironmentId);
        Cluster = options.Cluster ?? new SandboxCluster(Clock, options.Seed + 2);
        Faults = new FaultRules(options.Seed);
        Fleet.Fill(Tenant, options.Tokens, options.Seed ?? 0);
        AdminToken = Seed("Sandbox admin", TokenScopes.Read, TokenScopes.Write).Token;
        V1AdminToken = Seed("Sandbox v1 admin", TokenScopes.TokenManagement).Token;
        SampleToken = Tenant.Seed(new SeedToken
        {
            Name = "RW config token",
            Owner = Admin,
            Scopes = ["ReadConfig", "WriteConfig"],
            ExpirationDate = Tenant.Now.AddDays(SampleLifetimeDays),
        }).Token;

        PlatformToken = Account.AddPlatformToken(Admin, BearerScopes).Token;
        Client = Account.AddClient(Admin, BearerScopes);
        AccountClient = Account.AddClient(Admin, ManagerScopes);
        SamplePlatformToken = Account.Seed(new SeedPlatformToken
        {
            Name = "Workflow runner",
            Owner = Admin,
            Scopes = ["automation:workflows:run", "app-engine:apps:run"],
            ExpirationDate = Clock.GetUtcNow().AddDays(SampleLifetimeDays),
        }).Token;
        AccountFleet.Fill(Account, options.WithAccount ? options.Tokens : 0, options.Seed ?? 0, Clock.GetUtcNow());

        var limiter = options.RateLimit is { } limit ? new RateLimiter(limit, Tenant) : null;
        var pipeline = new RequestPipeline(options, Tenant, Account, Cluster, limiter, Clock, Faults, Log, () => TokenUrl);
        _application = Build(options);
        _application.Run(context => pipeline.HandleAsync(context, _stopping.Token));
    }

    /// <summary>The environment's base URL.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>The same environment as Dynatrace Managed would address it.</summary>
    public Uri ManagedUrl => new(Url, "/e/" + _options.EnvironmentId);

    /// <summary>A token that may read and write tokens through v2.</summary>
    public string AdminToken { get; }

    /// <summary>A token that may manage tokens through v1.</summary>
    public string V1AdminToken { get; }

    /// <summary>"RW config token": something to rotate. It expires 30 days after the start.</summary>
    public string SampleToken { get; }

    /// <summary>A platform token that may read and write tokens.</summary>
    public string PlatformToken { get; }

    /// <summary>An OAuth client that may read and write tokens.</summary>
    public OAuthClient Client { get; }

    /// <summary>An OAuth client that may manage all platform tokens of the account.</summary>
    public OAuthClient AccountClient { get; }

    /// <summary>"Workflow runner": a platform token to rotate. It expires 30 days after the start.</summary>
    public string SamplePlatformToken { get; }

    /// <summary>Where the account's API is: for Dynatrace, <c>https://api.dynatrace.com</c>.</summary>
    public Uri AccountUrl => new(Url, "/" + AccountSegment);

    /// <summary>
    /// Where an OAuth client fetches its access tokens: for Dynatrace, <c>https://sso.dynatrace.com/sso/oauth2/token</c>.
    /// </summary>
    public Uri TokenUrl => new(Url, "/" + AccountSegment + "/sso/oauth2/token");

    /// <summary>The account that the tenant belongs to.</summary>
    public SandboxAccount Account { get; }

    /// <summary>The Managed cluster that the tenant belongs to, at the same host without a path.</summary>
    public SandboxCluster Cluster { get; }

    /// <summary>The tenant behind the port.</summary>
    public SandboxTenant Tenant { get; }

    /// <summary>The tenant's clock.</summary>
    public VirtualClock Clock { get; }

    /// <summary>What goes wrong.</summary>
    public FaultRules Faults { get; }

    /// <summary>The requests to the API so far.</summary>
    public RequestLog Log { get; } = new();

    /// <summary>Starts a sandbox; it listens when this returns.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken = default)
    {
        var server = new SandboxServer(options);
        try
        {
            await server._application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            // Kestrel tells an occupied port from other causes only by the inner exception.
            throw exception is SocketException ? new IOException(exception.Message, exception) : exception;
        }

        var bound = new Uri(server._application.Urls.Single());
        server.Url = options.Certificate is null ? bound : new UriBuilder(bound) { Host = "localhost" }.Uri;
        return server;
    }

    /// <summary>Stops listening; requests that are waiting in a delay are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static WebApplication Build(SandboxOptions options)
    {
        // Empty: neither files nor environment variables of the machine may bend the sandbox.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = PayloadLimit;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        return builder.Build();
    }

    private TenantToken Seed(string name, params string[] scopes) =>
        Tenant.Seed(new SeedToken { Name = name, Owner = Admin, Scopes = scopes });

    /// <summary>Leaves Ctrl+C to the process that hosts the sandbox.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

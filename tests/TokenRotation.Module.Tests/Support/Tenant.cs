using System.Management.Automation;
using System.Net;
using System.Security;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A sandbox tenant and a session of PowerShell that is connected to it.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    private readonly List<AnswerGate> _gates = [];

    private Tenant(SandboxServer server, Session session)
    {
        Server = server;
        Session = session;
    }

    public SandboxServer Server { get; }

    public Session Session { get; }

    public string Url => Server.Url.ToString().TrimEnd('/');

    /// <summary>The requests that change something.</summary>
    public IEnumerable<LoggedRequest> Changes => ChangesOf(Server);

    /// <summary>The requests for a page of the token list.</summary>
    public int Lists => Server.Log.Requests.Count(
        request => request.Method == "GET" && request.Path.EndsWith("/apiTokens", StringComparison.Ordinal));

    /// <summary>Starts a tenant without connecting to it.</summary>
    public static async Task<Tenant> StartAsync(SandboxOptions? options = null, VirtualClock? clock = null)
    {
        Tenant tenant = null!;
        options ??= new SandboxOptions();
        var told = options.OnRequest + (request => tenant.Watch(request));
        var server = await SandboxServer.StartAsync(options with { Clock = clock, OnRequest = told });
        var session = new Session();
        tenant = new Tenant(server, session);
        session.Set("url", tenant.Url);
        session.Set("admin", Secure(server.AdminToken));
        session.Set("sample", Secure(server.SampleToken));
        session.Set("sampleId", PublicPart(server.SampleToken));
        return tenant;
    }

    /// <summary>Starts a tenant and connects to it with a token that may read and write tokens.</summary>
    public static async Task<Tenant> ConnectAsync(SandboxOptions? options = null, bool v1 = false, VirtualClock? clock = null)
    {
        var tenant = await StartAsync(options, clock);
        tenant.Session.Set("v1Admin", Secure(tenant.Server.V1AdminToken));
        tenant.Run($"Connect-DtEnvironment $url -ApiToken ${(v1 ? "v1Admin" : "admin")} | Out-Null").Succeed();
        tenant.Server.Log.Clear();
        return tenant;
    }

    /// <summary>Holds back the answer to the next such request, until the gate is opened or the test is over.</summary>
    public AnswerGate HoldAnswer(Func<LoggedRequest, bool> holds)
    {
        var gate = new AnswerGate(holds);
        lock (_gates)
        {
            _gates.Add(gate);
        }

        return gate;
    }

    public Run Run(string script, params object?[] arguments) => Session.Run(script, arguments);

    /// <summary>Puts a token into the tenant.</summary>
    public TenantToken Add(string name, params string[] scopes) =>
        Server.Tenant.Seed(new SeedToken { Name = name, Scopes = scopes.Length > 0 ? scopes : ["metrics.read"] });

    /// <summary>A token as it is now in the tenant; null when it is gone.</summary>
    public TenantToken? Now(string id) => Server.Tenant.Find(id);

    public TenantToken? Now(TenantToken token) => Now(token.Id);

    /// <summary>The requests to a server that change something.</summary>
    public static IEnumerable<LoggedRequest> ChangesOf(SandboxServer server) => server.Log.Requests.Where(
        request => request.Method != "GET" && !request.Path.EndsWith("/lookup", StringComparison.Ordinal)
                && !request.Path.EndsWith("/oauth2/token", StringComparison.Ordinal));

    public static SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;

    public static string Plain(object? secret) =>
        new NetworkCredential(string.Empty, (SecureString)(secret is PSObject wrapped ? wrapped.BaseObject : secret!)).Password;

    public static string PublicPart(string token) => string.Join('.', token.Split('.').Take(2));

    public async ValueTask DisposeAsync()
    {
        _gates.ForEach(gate => gate.Open());
        Session.Dispose();
        await Server.DisposeAsync();
        _gates.ForEach(gate => gate.Dispose());
    }

    private void Watch(LoggedRequest request)
    {
        AnswerGate[] gates;
        lock (_gates)
        {
            gates = [.. _gates];
        }

        foreach (var gate in gates)
        {
            gate.Watch(request);
        }
    }
}

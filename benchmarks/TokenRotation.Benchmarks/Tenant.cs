using TokenRotation.Api;
using TokenRotation.Api.Connecting;
using TokenRotation.Sandbox;
using TokenRotation.Secrets;

namespace TokenRotation.Benchmarks;

/// <summary>A sandbox tenant with 10 000 tokens, and a connection to it.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    public const int Tokens = 10_000;

    private Tenant(SandboxServer server, TokenApiConnection connection)
    {
        Server = server;
        Connection = connection;
    }

    public SandboxServer Server { get; }

    public TokenApiConnection Connection { get; }

    public static async Task<Tenant> StartAsync(
        int tokens = Tokens, TimeSpan latency = default, ApiVersion version = ApiVersion.V2, int concurrency = 5)
    {
        var server = await SandboxServer.StartAsync(
            new SandboxOptions { Tokens = tokens, Seed = 7, Latency = latency }, CancellationToken.None);
        var connection = await TokenApiConnection.ConnectAsync(
            new ConnectionOptions
            {
                Environment = EnvironmentUrl.Parse(server.Url.ToString()),
                Credential = ApiToken.Parse(version == ApiVersion.V1 ? server.V1AdminToken : server.AdminToken),
                ApiVersion = version,
                MaximumConcurrency = concurrency,
            },
            CancellationToken.None);
        return new Tenant(server, connection);
    }

    /// <summary>Reads the whole list through the client and returns how many tokens there are.</summary>
    public async Task<int> ListAsync()
    {
        var count = 0;
        PageCursor? next = null;
        do
        {
            var page = await Connection.Api.ListAsync(new TokenQuery(), next, CancellationToken.None);
            count += page.Tokens.Count;
            next = page.Next;
        }
        while (next is not null);

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await Server.DisposeAsync();
    }
}

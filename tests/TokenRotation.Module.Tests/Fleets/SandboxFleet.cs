using System.Globalization;
using System.Text.Json;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>
/// Sandboxes of known IDs, each with tokens that are due and have their entries in a vault, a fleet file for all of them, and the
/// managing tokens in files, as engines mount them.
/// </summary>
internal sealed class SandboxFleet : IAsyncDisposable
{
    /// <summary>The vault.</summary>
    public const string Vault = "Ops";

    private static readonly string[] Names = ["RW config token", "ingest-a", "ingest-b"];
    private static readonly TimeSpan UntilDue = TimeSpan.FromDays(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet");
    private readonly List<SandboxServer> _servers = [];

    private SandboxFleet()
    {
    }

    /// <summary>Where everything of the fleet lies.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The fleet file.</summary>
    public string File => Path.Combine(Folder, "fleet.json");

    /// <summary>Where the vaults are.</summary>
    public string Vaults => Path.Combine(Folder, "vaults");

    public IReadOnlyList<SandboxServer> Servers => _servers;

    /// <summary>Starts sandboxes called env1, env2 and so on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="onRequest">Is told of every request, with the sandbox's number from 1.</param>
    /// <param name="alike">The fleet file says the same of all; if not, they are served one after the other.</param>
    /// <param name="cluster">The Managed cluster whose token serves all; null for managing tokens of their own.</param>
    public static async Task<SandboxFleet> StartAsync(
        int count, Action<int, LoggedRequest>? onRequest = null, bool alike = true, SandboxCluster? cluster = null)
    {
        var fleet = new SandboxFleet();
        Directory.CreateDirectory(Path.Combine(fleet.Vaults, Vault));
        for (var number = 1; number <= count; number++)
        {
            var own = number;
            fleet._servers.Add(await SandboxServer.StartAsync(new SandboxOptions
            {
                EnvironmentId = string.Create(CultureInfo.InvariantCulture, $"env{number}"),
                Clock = VirtualClock.Running(),
                Cluster = cluster,
                OnRequest = onRequest is null ? null : request => onRequest(own, request),
            }));
        }

        var environments = new List<object>();
        foreach (var (server, number) in fleet._servers.Select((server, index) => (server, index + 1)))
        {
            var manager = Path.Combine(fleet.Folder, $"env{number}-manager");
            await System.IO.File.WriteAllTextAsync(manager, server.AdminToken);
            fleet.Fill(server, number);
            environments.Add(new { environment = server.ManagedUrl.ToString(), throttleLimit = alike ? 2 : number });
        }

        await System.IO.File.WriteAllTextAsync(Path.Combine(fleet.Folder, "cluster"), cluster?.Token);
        object credential = cluster is null ? new { file = "{Environment}-manager" } : new { file = "cluster", mintFor = "4h" };
        await System.IO.File.WriteAllTextAsync(fleet.File, JsonSerializer.Serialize(new
        {
            defaults = new
            {
                credential,
                names = cluster is null ? ["RW*", "ingest-*"] : (string[]?)null,
                policy = new { expiringWithin = "14d", overlap = "0d" },
                store = new { vault = Vault, secretName = "{Environment}-{Name}" },
            },
            environments,
        }));
        return fleet;
    }

    /// <summary>Moves every sandbox's clock.</summary>
    public void Advance(TimeSpan time) => _servers.ForEach(server => server.Clock.Advance(time));

    /// <summary>
    /// Fails the test unless every token that was due has exactly one enabled successor, whose secret the vault holds.
    /// </summary>
    public void CheckThatAllIsRotated()
    {
        foreach (var (server, number) in _servers.Select((server, index) => (server, index + 1)))
        {
            foreach (var name in Names)
            {
                var enabled = Assert.Single(
                    server.Tenant.Tokens, token => token.Enabled && token.Name.StartsWith(name, StringComparison.Ordinal));
                var secret = System.IO.File.ReadAllText(Path.Combine(Vaults, Vault, EntryOf(number, name)));
                Assert.Equal(enabled.Token, secret);
                Assert.True(
                    enabled.CreationDate > server.Tenant.Now - TimeSpan.FromDays(1), $"{name} of env{number} is the old one.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private void Fill(SandboxServer server, int number)
    {
        foreach (var name in Names)
        {
            var secret = name == Names[0] ? server.SampleToken : server.Tenant.Seed(new SeedToken
            {
                Name = name,
                Owner = "admin@example.com",
                Scopes = ["metrics.ingest"],
                ExpirationDate = server.Tenant.Now.AddDays(30),
            }).Token;
            System.IO.File.WriteAllText(Path.Combine(Vaults, Vault, EntryOf(number, name)), secret);
        }

        server.Clock.Advance(UntilDue);
    }

    /// <summary>The entry of a token in the vault.</summary>
    public static string EntryOf(int number, string name) => $"env{number}-{name.Replace(' ', '-')}";
}

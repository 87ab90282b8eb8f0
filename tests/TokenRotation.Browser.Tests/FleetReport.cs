using System.Net;
using System.Text.Json.Nodes;
using TokenRotation.Module.Tests;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Browser.Tests;

/// <summary>
/// The report of a fleet: ten sandbox tenants with 500 tokens each, read by the staged module, each written as data, and all of
/// it merged. The data is rewritten in between so that the environments have the names of real ones.
/// </summary>
public sealed class FleetReport : IAsyncLifetime
{
    public const int Environments = 10;
    public const int Tokens = 5000;
    public const string HostileName = "</script><img src=x onerror=\"document.title='hit'\">";

    private const int SandboxTokens = 3;

    private static readonly string[] Names = ["abc12345", "def67890", "ghi24680", "jkl13579", "mno11223", "pqr44556",
        "stu77889", "vwx90123", "yza45678", "bcd98765"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>The report's file.</summary>
    public string Path { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        using var session = new Session();
        for (var i = 0; i < Environments; i++)
        {
            var options = new SandboxOptions { Tokens = (Tokens / Environments) - SandboxTokens, Seed = i };
            await using var server = await SandboxServer.StartAsync(options);
            if (i == 0)
            {
                AddOddOnes(server.Tenant);
            }

            Export(session, server, Names[i]);
        }

        ChangeBefore();
        Path = In("tokens.html");
        session.Run(
            "Export-DtTokenReport -InputPath $args[0] -Baseline $args[1] -Path $args[2] -KnownOwner '*@example.com'",
            In("shard-*.json"), In("before-*.json"), Path).Succeed();
        if (BuiltFiles.RepositoryRoot is { } root)
        {
            File.Copy(Path,
                Directory.CreateDirectory(System.IO.Path.Combine(root, "artifacts", "report")).FullName + "/tokens.html",
                    overwrite: true);
        }
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private void Export(Session session, SandboxServer server, string name)
    {
        var url = server.Url.ToString().TrimEnd('/');
        var data = In($"shard-{name}.json");
        session.Run(
            "Connect-DtEnvironment $args[0] -ApiToken $args[1] | Out-Null; "
                + "Find-DtToken -Environment $args[0] | Export-DtTokenReport -Json $args[2]",
            url, new NetworkCredential(string.Empty, server.AdminToken).SecurePassword, data).Succeed();
        File.WriteAllText(data,
            File.ReadAllText(data).Replace(url, $"https://{name}.live.dynatrace.com", StringComparison.Ordinal));
        File.Copy(data, In($"before-{name}.json"));
    }

    // As it was before some tokens were made.
    private void ChangeBefore()
    {
        var path = In($"before-{Names[0]}.json");
        var data = JsonNode.Parse(File.ReadAllText(path))!;
        var tokens = data["tokens"]!.AsArray();
        for (var i = 0; i < 5; i++)
        {
            tokens.RemoveAt(10);
        }

        tokens[20]!["name"] = "another name";
        File.WriteAllText(path, data.ToJsonString());
    }

    private string In(string file) => System.IO.Path.Combine(_folder.FullName, file);

    private static void AddOddOnes(SandboxTenant tenant)
    {
        var now = tenant.Now;
        tenant.Seed(new SeedToken { Name = HostileName, Scopes = ["metrics.read"], CreationDate = now.AddDays(-3) });
        tenant.Seed(new SeedToken
        {
            Name = "=HYPERLINK(\"http://example.com\")",
            Scopes = ["metrics.read"],
            Owner = "mallory@example.org"
        });
        tenant.Seed(new SeedToken { Name = "right \u202Eto left\u202C 🚀 " + new string('W', 70), Scopes = ["metrics.read"] });
        tenant.Seed(new SeedToken
        {
            Name = "Synthetic private location",
            Owner = "SyntheticTokenProviderWorker",
            Scopes = ["ExternalSyntheticIntegration"]
        });
        tenant.Seed(new SeedToken { Name = "no owner", Owner = string.Empty, Scopes = ["logs.ingest"] });
        for (var i = 0; i < 6; i++)
        {
            AddRotation(tenant, now, i);
        }

        tenant.Seed(new SeedToken
        {
            Name = "payments terraform 7 [dtr superseded 20200101T000000Z by dt0c01.GONEGONEGONEGONEGONEGONE]",
            CreationDate = now.AddDays(-900),
            Scopes = ["settings.write"],
        });
    }

    private static void AddRotation(SandboxTenant tenant, DateTimeOffset now, int i)
    {
        var revoked = now.AddDays(-2 * i).AddHours(-1);
        var successor = tenant.Seed(new SeedToken
        {
            Name = $"search log ingest {60 + i}",
            Scopes = ["logs.ingest"],
            CreationDate = revoked.AddHours(-1),
            LastUsedDate = now.AddMinutes(-5)
        });
        tenant.Seed(new SeedToken
        {
            Name = $"search log ingest {60 + i} [dtr revoked {revoked.UtcDateTime:yyyyMMdd'T'HHmmss'Z'} by {successor.Id}]",
            Scopes = ["logs.ingest"],
            CreationDate = now.AddDays(-200),
            Enabled = false,
        });
    }
}

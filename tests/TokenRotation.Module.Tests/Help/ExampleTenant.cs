using System.Collections;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// Where the docs' examples run: a session that is connected to a sandbox, a secret store, and somebody who answers Yes. What
/// stands in an example for the reader's own environment and token is replaced by the sandbox's.
/// </summary>
internal sealed class ExampleTenant : IAsyncDisposable
{
    private const string Saas = "https://abc12345.live.dynatrace.com";
    private const string SecondSaas = "https://def67890.live.dynatrace.com";
    private const string Managed = "https://dynatrace.example.com/e/7f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61";
    private const string SampleId = "dt0c01.ST2EY72KQINMH574WMNVI7YN";

    private const string Prelude = """
        function Read-Host {
            param([string] $Prompt, [switch] $AsSecureString)
            $sample
        }

        function Get-Secret {
            param([string] $Name)
            $store[$Name]
        }

        function Set-Secret {
            [CmdletBinding()]
            param([string] $Name, [securestring] $Secret)
            $store[$Name] = $Secret
        }

        function Get-Content {
            param([string] $Path)
            [System.IO.File]::ReadAllLines([System.IO.Path]::Combine($folder, $Path))
        }

        function Export-Csv {
            param([Parameter(ValueFromPipeline)] $InputObject, [string] $Path, [switch] $NoTypeInformation)
            process { [System.IO.File]::AppendAllText([System.IO.Path]::Combine($folder, $Path), "$InputObject") }
        }
        """;

    private const string Spec =
        """{ "name": "dt-metrics", "scopes": ["metrics.read", "metrics.ingest"], "expirationDate": "now+90d" }""";

    private const string RotationFile = """
        {
            "defaults": { "policy": { "lifetime": "90d" }, "store": { "vault": "Ops", "secretName": "dt-{Name}" } },
            "tokens": [{ "name": "dt-metrics", "scopes": ["metrics.read", "metrics.ingest"] }]
        }
        """;

    private const string Fleet = """{ "environments": [{ "environment": "URL", "credential": { "file": "manager" } }] }""";

    // The environment tells the time in whole seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly SandboxServer _second;
    private readonly List<string> _leaked;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("examples");

    private ExampleTenant(Tenant tenant, SandboxServer second)
    {
        Tenant = tenant;
        _second = second;
        _leaked = [tenant.Server.SampleToken];
    }

    public Tenant Tenant { get; }

    public static async Task<ExampleTenant> StartAsync()
    {
        // A few tokens of every kind, so that what is searched for is there.
        var tenant = await Tenant.StartAsync(new SandboxOptions { Tokens = 50, Seed = 1 }, VirtualClock.Running());
        var second = await SandboxServer.StartAsync(new SandboxOptions());
        return new ExampleTenant(tenant, second);
    }

    /// <summary>Makes true what the words on an example's fence say.</summary>
    public void SetUp(IReadOnlyList<string> words)
    {
        var session = Tenant.Session;
        session.Set("store", new Hashtable
        {
            ["dt-manager"] = Tenant.Secure(Tenant.Server.AdminToken),
            ["dt-manager-staging"] = Tenant.Secure(_second.AdminToken),
            ["dt-rw"] = Tenant.Secure(Tenant.Server.SampleToken),
        });
        session.Set("secondUrl", Url(_second));
        session.Set("folder", _folder.FullName);
        Run(Prelude);
        Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)");
        if (!words.Contains("not-connected"))
        {
            Run("$null = Connect-DtEnvironment $url -ApiToken $store['dt-manager']");
        }

        foreach (var word in words)
        {
            Happen(word);
        }

        for (var i = 0; i < 10; i++)
        {
            session.Screen.Answers.Enqueue("Yes");
        }

        Tenant.Server.Log.Clear();
    }

    /// <summary>The example as a reader would change it for an environment of their own.</summary>
    public string Adapt(string code) => code
        .Replace(Saas, Tenant.Url, StringComparison.Ordinal)
        .Replace(SecondSaas, Url(_second), StringComparison.Ordinal)
        .Replace(Managed, Tenant.Server.ManagedUrl.ToString(), StringComparison.Ordinal)
        .Replace(SampleId, Tenant.PublicPart(Tenant.Server.SampleToken), StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Tenant.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Happen(string word)
    {
        switch (word)
        {
            case "not-connected":
                break;
            case "audited":
                foreach (var (name, url, server) in new[]
                {
                    ("dt-manager-staging", "$secondUrl", _second),
                    ("dt-manager", "$url", Tenant.Server),
                })
                {
                    server.Tenant.AuditLog.Enabled = true;
                    Audit(name, url, server);
                }

                break;
            case "leaked-file":
                File.WriteAllLines(Path.Combine(_folder.FullName, "leaked.txt"), _leaked);
                break;
            case "leaked-token-made-another":
                MakeAnotherWithTheSample();
                break;
            case "two-environments":
                _leaked.Add(_second.SampleToken);
                Run("$null = Connect-DtEnvironment $secondUrl -ApiToken $store['dt-manager-staging']");
                break;
            case "sample-revoked":
                Run("Revoke-DtToken -Id $sampleId");
                break;
            case "sample-rotated":
                Run("$null = Invoke-DtTokenRotation -Id $sampleId | Complete-DtTokenRotation");
                break;
            case "sample-handed-over":
                Run("$null = Invoke-DtTokenRotation -Id $sampleId -WarningAction Ignore");
                break;
            case "vault":
                OpenVault();
                break;
            case "sample-rotated-in-vault":
                OpenVault();
                Run("$null = Invoke-DtTokenRotation -Id $sampleId -Vault Ops -SecretName dt-rw -Overlap 0d");
                break;
            case "rotation-file":
                File.WriteAllText(Path.Combine(_folder.FullName, "tokens.json"), RotationFile);
                break;
            case "fleet":
                File.WriteAllText(Path.Combine(_folder.FullName, "manager"), Tenant.Server.AdminToken);
                File.WriteAllText(
                    Path.Combine(_folder.FullName, "fleet.json"), Fleet.Replace("URL", Tenant.Url, StringComparison.Ordinal));
                break;
            case "week-later":
                Tenant.Server.Clock.Advance(TimeSpan.FromDays(7) + Margin);
                break;
            case "three-weeks-later":
                Tenant.Server.Clock.Advance(TimeSpan.FromDays(21));
                break;
            case "spec-files":
                Directory.CreateDirectory(Path.Combine(_folder.FullName, "tokens"));
                File.WriteAllText(Path.Combine(_folder.FullName, "tokens", "metrics.json"), Spec);
                break;
            default:
                throw new ArgumentException($"No set-up is called '{word}'.", nameof(word));
        }
    }

    private void Audit(string name, string url, SandboxServer server)
    {
        var manager = server.Tenant.Seed(new SeedToken
        {
            Name = name,
            Owner = "admin@example.com",
            Scopes = ["apiTokens.read", "apiTokens.write", "auditLogs.read", "settings.read"],
        });
        Tenant.Session.Set("manager", Tenant.Secure(manager.Token));
        if (_leaked.Count > 1 || server == Tenant.Server)
        {
            Run($"$null = Connect-DtEnvironment {url} -ApiToken $manager");
        }
    }

    // It has the scope only for as long as that takes.
    private void MakeAnotherWithTheSample()
    {
        var tenant = Tenant.Server.Tenant;
        var sample = tenant.FindBySecret(Tenant.Server.SampleToken)!;
        var made = tenant.Create(
            Generation.V2, sample with { Scopes = ["apiTokens.write"] },
            new TokenCreation { Name = "made", Scopes = ["metrics.read"] });
        Assert.True(made.Succeeded);
    }

    private void OpenVault()
    {
        Tenant.Session.Set("module", VaultTenant.Module);
        Run("Import-Module $module; Register-SecretVault -Name Ops; Microsoft.PowerShell.SecretManagement\\Set-Secret -Name "
            + "dt-rw -Secret $sample -Vault Ops");
        Run("Microsoft.PowerShell.SecretManagement\\Set-Secret -Name dt-manager -Secret $admin -Vault Ops");
    }

    private void Run(string script) => Tenant.Run(script).Succeed();

    private static string Url(SandboxServer server) => server.Url.ToString().TrimEnd('/');
}

using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Help;

/// <summary>
/// Where the docs' examples run: a shell that is connected to a sandbox, and a vault, Ops, which holds the managing token and the
/// sample token. What stands in an example for the reader's own environment and token is replaced by the sandbox's.
/// </summary>
internal sealed class ExampleTenant : IAsyncDisposable
{
    private const string Saas = "https://abc12345.live.dynatrace.com";
    private const string SecondSaas = "https://def67890.live.dynatrace.com";
    private const string Managed = "https://dynatrace.example.com/e/7f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61";
    private const string SampleId = "dt0c01.ST2EY72KQINMH574WMNVI7YN";

    private const string AccountUuid = "2f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61";
    private const string PlatformId = "dt0s16.ST2EY72K";

    // Nobody types here.
    private const string Prelude = """
        function Read-Host {
            param([string] $Prompt, [switch] $AsSecureString)
            $sample
        }

        Register-SecretVault -Name Ops -DefaultVault
        Set-Secret -Name dt-manager -Secret $admin
        Set-Secret -Name dt-manager-staging -Secret $secondAdmin
        Set-Secret -Name dt-client -Secret $client
        Set-Secret -Name dt-rw -Secret $sample
        Set-Secret -Name dt-workflow -Secret $platform
        Set-Location -LiteralPath $folder
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

    private readonly BlockShell _shell;
    private readonly SandboxServer _server;
    private readonly SandboxServer _second;
    private readonly List<string> _leaked;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("examples");

    private ExampleTenant(BlockShell shell, SandboxServer server, SandboxServer second)
    {
        _shell = shell;
        _server = server;
        _second = second;
        _leaked = [server.SampleToken];
    }

    /// <summary>The requests that have changed something since the example began.</summary>
    public IEnumerable<LoggedRequest> Changes => Tenant.ChangesOf(_server);

    public static async Task<ExampleTenant> StartAsync(BlockShell shell)
    {
        // A few tokens of every kind, so that what is searched for is there.
        var server = await SandboxServer.StartAsync(
            new SandboxOptions { Tokens = 50, Seed = 1, Clock = VirtualClock.Running() });
        return new ExampleTenant(shell, server, await SandboxServer.StartAsync(new SandboxOptions()));
    }

    /// <summary>Makes true what the words on an example's fence say.</summary>
    public async Task SetUpAsync(IReadOnlyList<string> words, bool v1 = false)
    {
        _shell.SetText("url", Url(_server));
        _shell.SetText("secondUrl", Url(_second));
        _shell.SetText("folder", _folder.FullName);
        _shell.SetText("sampleId", Tenant.PublicPart(_server.SampleToken));
        _shell.SetSecret("admin", v1 ? _server.V1AdminToken : _server.AdminToken);
        _shell.SetSecret("secondAdmin", _second.AdminToken);
        _shell.SetSecret("sample", _server.SampleToken);
        _shell.SetSecret("client", _server.AccountClient.Secret);
        _shell.SetText("platformId", Tenant.PublicPart(_server.SamplePlatformToken));
        _shell.SetSecret("platform", _server.SamplePlatformToken);
        await ArrangeAsync(Prelude);
        if (!words.Contains("not-connected"))
        {
            await ArrangeAsync("$null = Connect-DtEnvironment $url -ApiToken $admin");
        }

        foreach (var word in words)
        {
            await HappenAsync(word);
        }

        _server.Log.Clear();
    }

    /// <summary>Puts a file where the example runs.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    /// <summary>Runs an example, as a reader would change it for an environment of their own.</summary>
    public Task<BlockRun> RunAsync(string code) => _shell.RunAsync(Adapt(code));

    // A reader's account is Dynatrace's, whose addresses nobody has to write.
    private string Account => $"{_server.Account.Uuid} -AccountUrl {_server.AccountUrl} -TokenUrl {_server.TokenUrl}";

    public async ValueTask DisposeAsync()
    {
        await _shell.ClearAsync();
        await _server.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private string Adapt(string code) => code
        .Replace(Saas, Url(_server), StringComparison.Ordinal)
        .Replace(SecondSaas, Url(_second), StringComparison.Ordinal)
        .Replace("Connect-DtAccount " + AccountUuid, "Connect-DtAccount " + Account, StringComparison.Ordinal)
        .Replace(AccountUuid, _server.Account.Uuid, StringComparison.Ordinal)
        .Replace(Managed, _server.ManagedUrl.ToString(), StringComparison.Ordinal)
        .Replace(SampleId, Tenant.PublicPart(_server.SampleToken), StringComparison.Ordinal)
        .Replace(PlatformId, Tenant.PublicPart(_server.SamplePlatformToken), StringComparison.Ordinal);

    private async Task HappenAsync(string word)
    {
        switch (word)
        {
            case "not-connected":
                break;
            case "token-in-environment":
                await ArrangeAsync("$env:DT_API_TOKEN = [System.Net.NetworkCredential]::new('', $admin).Password");
                break;
            case "account":
                _server.Account.UserUuid("log-export@example.com");
                await ArrangeAsync(Adapt($"$null = Connect-DtAccount {AccountUuid} -ClientSecret $client"));
                break;
            case "platform-revoked":
                await ArrangeAsync("Revoke-DtToken -Id $platformId -WarningAction Ignore");
                break;
            case "platform-rotated":
                await ArrangeAsync(
                    "$null = Invoke-DtTokenRotation -Id $platformId -Vault Ops -SecretName dt-workflow -WarningAction Ignore");
                break;
            case "platform-handed-over":
                await ArrangeAsync("$null = Invoke-DtTokenRotation -Id $platformId -WarningAction Ignore");
                break;
            case "audited":
                await AuditAsync("dt-manager-staging", "$secondUrl", _second);
                await AuditAsync("dt-manager", "$url", _server);
                break;
            case "leaked-file":
                Write("leaked.txt", string.Join('\n', _leaked));
                break;
            case "leaked-token-made-another":
                MakeAnotherWithTheSample();
                break;
            case "two-environments":
                _leaked.Add(_second.SampleToken);
                await ArrangeAsync("$null = Connect-DtEnvironment $secondUrl -ApiToken $secondAdmin");
                break;
            case "sample-revoked":
                await ArrangeAsync("Revoke-DtToken -Id $sampleId");
                break;
            case "sample-rotated":
                await ArrangeAsync("$null = Invoke-DtTokenRotation -Id $sampleId | Complete-DtTokenRotation");
                break;
            case "sample-handed-over":
                await ArrangeAsync("$null = Invoke-DtTokenRotation -Id $sampleId -WarningAction Ignore");
                break;
            case "sample-rotated-in-vault":
                await ArrangeAsync("$null = Invoke-DtTokenRotation -Id $sampleId -Vault Ops -SecretName dt-rw -Overlap 0d");
                break;
            case "rotation-file":
                Write("tokens.json", RotationFile);
                break;
            case "fleet":
                Write("manager", _server.AdminToken);
                Write("fleet.json", Fleet.Replace("URL", Url(_server), StringComparison.Ordinal));
                break;
            case "week-later":
                _server.Clock.Advance(TimeSpan.FromDays(7) + Margin);
                break;
            case "three-weeks-later":
                _server.Clock.Advance(TimeSpan.FromDays(21));
                break;
            case "spec-files":
                Directory.CreateDirectory(Path.Combine(_folder.FullName, "tokens"));
                Write(Path.Combine("tokens", "metrics.json"), Spec);
                break;
            default:
                throw new ArgumentException($"No set-up is called '{word}'.", nameof(word));
        }
    }

    private async Task AuditAsync(string name, string url, SandboxServer server)
    {
        var manager = server.Tenant.Seed(new SeedToken
        {
            Name = name,
            Owner = "admin@example.com",
            Scopes = ["apiTokens.read", "apiTokens.write", "auditLogs.read", "settings.read"],
        });
        server.Tenant.AuditLog.Enabled = true;
        if (_leaked.Count > 1 || server == _server)
        {
            _shell.SetSecret("manager", manager.Token);
            await ArrangeAsync($"$null = Connect-DtEnvironment {url} -ApiToken $manager");
        }
    }

    // It has the scope only for as long as that takes.
    private void MakeAnotherWithTheSample()
    {
        var tenant = _server.Tenant;
        var sample = tenant.FindBySecret(_server.SampleToken)!;
        var made = tenant.Create(
            Generation.V2, sample with { Scopes = ["apiTokens.write"] },
            new TokenCreation { Name = "made", Scopes = ["metrics.read"] });
        Assert.True(made.Succeeded);
    }

    private async Task ArrangeAsync(string script) => (await _shell.RunAsync(script)).Succeed();

    private static string Url(SandboxServer server) => server.Url.ToString().TrimEnd('/');
}

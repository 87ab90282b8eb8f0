using System.Text.Json;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;

namespace TokenRotation.Module.Tests.Cmdlets;

public sealed class FleetTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:9";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task All_environments_are_connected_each_with_the_credential_from_its_place()
    {
        await using var tenant = await Tenant.StartAsync();
        await using var second = await SandboxServer.StartAsync(new SandboxOptions());
        await using var third = await SandboxServer.StartAsync(new SandboxOptions());
        using var variable = await EnvironmentVariables.SetAsync("FLEET_TEST_MANAGER", second.AdminToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, $"manager-127-0-0-1-{third.Url.Port}"), third.AdminToken + "\n");
        tenant.Session.Set("module", VaultTenant.Module);
        tenant.Run("Import-Module $module; Register-SecretVault -Name Ops; Set-Secret -Vault Ops -Name dt-manager -Secret $admin")
            .Succeed();
        var fleet = Write(
            (tenant.Url, new { vault = "Ops", entry = "dt-manager" }),
            (UrlOf(second), new { variable = "FLEET_TEST_MANAGER" }),
            (UrlOf(third), new { file = "manager-{Environment}" }));

        var run = tenant.Run("Connect-DtEnvironment -FleetPath $args[0] -InformationVariable share; Set-Variable share $share "
            + "-Scope Global", fleet).Succeed();

        Assert.Equal([tenant.Url, UrlOf(second), UrlOf(third)], run.All("Environment"));
        Assert.All(run.Output, one => Assert.True((bool)one.Properties["Connected"].Value));
        Assert.Equal(9, tenant.Run("Find-DtToken -Environment *").Succeed().Output.Count);
        var said = tenant.Run("$share.MessageData").Succeed().One;
        Assert.Equal($"All 3 environments of '{fleet}'.", said.ToString());
        Assert.Null(said.Properties["Shard"].Value);
    }

    [Fact]
    public async Task One_that_cannot_be_reached_stops_no_other()
    {
        await using var tenant = await Tenant.StartAsync();
        var manager = Manager(tenant.Server);
        var fleet = Write((Nowhere, manager), (tenant.Url + "/e/a", new { file = "none" }), (tenant.Url, manager));

        var run = tenant.Run("Connect-DtEnvironment -FleetPath $args[0] -MaximumRetryCount 0", fleet);

        Assert.Equal(["EnvironmentUnreachable", "CredentialMissing"], run.ErrorIds);
        Assert.Equal([Nowhere, tenant.Url + "/e/a"], run.Errors.Select(error => error.TargetObject));
        Assert.Equal(tenant.Url, run.One.Properties["Environment"].Value);
    }

    [Fact]
    public async Task What_the_file_says_of_an_environment_comes_along_to_be_splatted()
    {
        await using var vault = await VaultTenant.StartAsync();
        var tenant = vault.Tenant;
        var fleet = Write("""
            {
              "defaults": { "credential": { "file": "manager" }, "policy": { "expiringWithin": "14d", "overlap": "1d" } },
              "environments": [{ "environment": "URL", "names": ["RW*"], "throttleLimit": 2,
                "policy": { "requireUse": { "idleFor": "1h", "deadline": "2d", "whenUnused": "warn" }, "gracePeriod": "3d" },
                "store": { "vault": "Ops", "secretName": "dt-rw" } }]
            }
            """.Replace("URL", tenant.Url, StringComparison.Ordinal));
        Manager(tenant.Server);
        tenant.Server.Clock.Advance(TimeSpan.FromDays(20));

        var run = tenant.Run("""
            $environment = Connect-DtEnvironment -FleetPath $args[0]
            $fleet = $environment.Fleet
            $policy = $fleet.Policy
            Find-DtToken $fleet.Names -Environment $environment |
                Invoke-DtTokenRotation -Vault $fleet.Vault -SecretName $fleet.SecretName -ThrottleLimit $fleet.ThrottleLimit @policy
            """, fleet).Succeed();

        Assert.Equal("Superseded", run.One.Properties["State"].Value.ToString());
        Assert.Equal(7, tenant.Run("(Get-DtEnvironment).Fleet.Policy.Count").Succeed().One.BaseObject);
    }

    [Fact]
    public async Task Spec_files_stand_beside_the_fleet_file()
    {
        await using var tenant = await Tenant.StartAsync();
        Manager(tenant.Server);
        var fleet = Write("""
            { "environments": [{ "environment": "URL", "credential": { "file": "manager" }, "specs": ["a.json", "sub/b.json"] }] }
            """.Replace("URL", tenant.Url, StringComparison.Ordinal));

        var specs = tenant.Run("(Connect-DtEnvironment -FleetPath $args[0]).Fleet.Specs", fleet).Succeed().Output;

        Assert.Equal(
            [Path.Combine(_folder.FullName, "a.json"), Path.Combine(_folder.FullName, "sub", "b.json")],
            specs.Select(one => one.BaseObject));
    }

    [Fact]
    public async Task The_shares_are_the_fleet_and_each_says_which_it_is()
    {
        await using var tenant = await Tenant.StartAsync();
        var manager = Manager(tenant.Server);
        var urls = Enumerable.Range(1, 9).Select(number => $"{tenant.Url}/e/env{number}").ToArray();
        var fleet = Write([.. urls.Select(url => (url, manager))]);

        // The sandbox has one environment of one ID; the others answer 404, and are told one by one.
        var served = new List<string>();
        foreach (var shard in new[] { "1/3", "2/3", "3/3" })
        {
            var run = tenant.Run("Connect-DtEnvironment -FleetPath $args[0] -Shard $args[1] -InformationVariable share "
                + "-ErrorAction SilentlyContinue; $share.MessageData", fleet, shard);
            var share = run.Output[^1];
            Assert.Equal(shard, share.Properties["Shard"].Value);
            Assert.Equal(9, share.Properties["FleetCount"].Value);
            served.AddRange((IEnumerable<string>)share.Properties["Environments"].Value);
        }

        Assert.Equal(urls, served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Accounts_are_connected_beside_the_environments_and_the_summary_says_so()
    {
        await using var tenant = await AccountTenant.StartAsync();
        var server = tenant.Server;
        Manager(server);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "client"), server.AccountClient.Secret);
        object Account(string uuid, string file) => new
        {
            account = uuid,
            credential = new { file },
            accountUrl = server.AccountUrl,
            tokenUrl = server.TokenUrl,
        };
        string[] others = [.. Enumerable.Range(1, 8).Select(_ => Guid.NewGuid().ToString())];
        var fleet = Write(JsonSerializer.Serialize(new
        {
            environments = new[] { new { environment = tenant.Url, credential = new { file = "manager" } } },
            accounts = new[] { Account(server.Account.Uuid, "client"), Account(others[0], "manager") }
                .Concat(others[1..].Select(uuid => Account(uuid, "none"))),
        }));

        var run = tenant.Run(
            "Connect-DtEnvironment -FleetPath $args[0] -InformationVariable share -Verbose; "
                + "Set-Variable share $share -Scope Global",
            fleet);

        Assert.Equal([tenant.Url, server.Account.Urn], run.All("Environment"));
        Assert.Equal(["Environment", "Account"], run.All("Kind").Select(kind => kind?.ToString()));
        Assert.Equal(["InvalidToken", .. others[1..].Select(_ => "CredentialMissing")], run.ErrorIds);
        Assert.Equal(others.Select(uuid => "urn:dtaccount:" + uuid), run.Errors.Select(error => error.TargetObject));
        Assert.Contains(run.Verbose, line => line.Contains("no live account", StringComparison.Ordinal));
        Assert.Equal(
            $"All 1 environments and all accounts (9) of '{fleet}'.",
            tenant.Run("\"$($share.MessageData)\"").Succeed().One.BaseObject);
        Assert.Equal(2, tenant.Run("Find-DtToken -Environment urn:dtaccount:*").Succeed().Output.Count);
        var shared = new List<string>();
        foreach (var shard in new[] { "1/3", "2/3", "3/3" })
        {
            var part = tenant.Run("$null = Connect-DtEnvironment -FleetPath $args[0] -Shard $args[1] -InformationVariable share "
                + "-ErrorAction SilentlyContinue -WarningAction SilentlyContinue; $share.MessageData", fleet, shard).Output[^1];
            Assert.Equal(9, part.Properties["AccountCount"].Value);
            var own = (IReadOnlyList<string>)part.Properties["Accounts"].Value;
            Assert.EndsWith($" environments, {own.Count} of 9 accounts.", part.ToString()!, StringComparison.Ordinal);
            shared.AddRange(own);
        }

        string[] all = [server.Account.Urn, .. others.Select(uuid => "urn:dtaccount:" + uuid)];
        Assert.Equal(all.Order(StringComparer.Ordinal), shared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Auto_takes_the_share_from_the_engine()
    {
        await using var tenant = await Tenant.StartAsync();
        var fleet = Write((tenant.Url, Manager(tenant.Server)));
        using var variable = await EnvironmentVariables.SetAsync("DT_SHARD", "1/1");

        var run = tenant.Run("Connect-DtEnvironment -FleetPath $args[0] -Shard auto -Verbose", fleet).Succeed();

        Assert.Equal("1/1", tenant.Run("(Get-DtEnvironment).Fleet.Shard").Succeed().One.BaseObject);
        Assert.Contains(run.Verbose, line => line.StartsWith("Shard 1/1 of", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Shard Auto", "InvalidShard")]
    [InlineData("-Shard 4/3", "InvalidShard")]
    [InlineData("-NoProxy -Proxy http://127.0.0.1:9", "ParametersContradict")]
    public async Task What_makes_no_sense_connects_to_nothing(string parameters, string error)
    {
        await using var tenant = await Tenant.StartAsync();
        using var variable = await EnvironmentVariables.SetAsync("DT_SHARD", "third of ten");
        var fleet = Write((tenant.Url, Manager(tenant.Server)));

        tenant.Run($"Connect-DtEnvironment -FleetPath $args[0] {parameters}", fleet).FailWith(error);

        Assert.Empty(tenant.Server.Log.Requests);
    }

    [Fact]
    public async Task A_file_with_a_fault_connects_to_nothing_and_shows_no_secret()
    {
        await using var tenant = await Tenant.StartAsync();
        var fleet = Write((tenant.Url, new { variable = tenant.Server.AdminToken }));

        var error = tenant.Run("Connect-DtEnvironment -FleetPath $args[0]", fleet).FailWith("InvalidFleetFile");

        Assert.DoesNotContain(tenant.Server.AdminToken.Split('.')[2], error.ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Server.Log.Requests);
        tenant.Run("Connect-DtEnvironment -FleetPath $args[0]", fleet + ".no").FailWith("SpecFileUnreadable");
    }

    private object Manager(SandboxServer server)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "manager"), server.AdminToken);
        return new { file = "manager" };
    }

    private string Write(params (string Url, object Credential)[] environments) => Write(JsonSerializer.Serialize(
        new { environments = environments.Select(one => new { environment = one.Url, credential = one.Credential }) }));

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, "fleet.json");
        File.WriteAllText(path, text);
        return path;
    }

    private static string UrlOf(SandboxServer server) => server.Url.ToString().TrimEnd('/');
}

using System.Text.Json;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Fleets;

/// <summary>One token of a Managed cluster for all its environments, and the cluster's own tokens.</summary>
public sealed class ClusterTests : IDisposable
{
    private const string Managing = "TokenRotation: managing token of one run";

    private static readonly TimeSpan AsLongAsTwoCalls = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Each_environment_gets_a_managing_token_that_goes_with_its_connection()
    {
        var cluster = new SandboxCluster(VirtualClock.Running());
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { EnvironmentId = "env1", Cluster = cluster });
        await using var second = await SandboxServer.StartAsync(new SandboxOptions { EnvironmentId = "env2", Cluster = cluster });
        var fleet = Write(cluster.Token, tenant.Server, second);

        var run = tenant.Run("Connect-DtEnvironment -FleetPath $args[0]", fleet).Succeed();

        Assert.Empty(run.Warnings);
        Assert.All(run.Output, one => Assert.Equal(Managing, one.Properties["CallerName"].Value));
        SandboxServer[] servers = [tenant.Server, second];
        Assert.All(servers, server => Assert.InRange(
            (Minted(server).ExpirationDate - server.Tenant.Now)!.Value, TimeSpan.FromMinutes(235), TimeSpan.FromHours(4)));

        tenant.Run("Find-DtToken 'RW config token' | Revoke-DtToken -Confirm:$false").Succeed();
        Assert.Equal(2, servers.Count(server => server.Tenant.Tokens.Any(token => !token.Enabled)) + 1);

        var minted = servers.Select(server => Minted(server).Id).ToList();
        tenant.Run("Get-DtEnvironment | Disconnect-DtEnvironment").Succeed();

        Assert.Empty(tenant.Run("Get-DtEnvironment").Succeed().Output);
        Assert.All(servers.Zip(minted), pair =>
        {
            Assert.Null(pair.First.Tenant.Find(pair.Second));
            // Nobody can take itself away: what did it is gone within minutes.
            Assert.True(Minted(pair.First).ExpirationDate <= pair.First.Tenant.Now + AsLongAsTwoCalls);
        });
    }

    [Fact]
    public async Task A_cluster_that_refuses_is_an_error_of_each_environment()
    {
        var cluster = new SandboxCluster(VirtualClock.Running());
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { EnvironmentId = "env1", Cluster = cluster });
        var weak = cluster.Tenant.Seed(new SeedToken { Name = "weak", Scopes = ["Nodekeeper"] });

        var wrong = tenant.Run("Connect-DtEnvironment -FleetPath $args[0]", Write(tenant.Server.AdminToken, tenant.Server));
        var lacking = tenant.Run("Connect-DtEnvironment -FleetPath $args[0]", Write(weak.Token, tenant.Server));

        Assert.Equal(["Unauthorized"], wrong.ErrorIds);
        Assert.Equal(["MissingScope"], lacking.ErrorIds);
        Assert.Contains("EnvironmentTokenManagement", lacking.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(tenant.Run("Get-DtEnvironment").Succeed().Output);
    }

    [Fact]
    public async Task A_managing_token_that_cannot_be_revoked_is_told_and_ends_by_itself()
    {
        var cluster = new SandboxCluster(VirtualClock.Running());
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { EnvironmentId = "env1", Cluster = cluster });
        tenant.Run("Connect-DtEnvironment -FleetPath $args[0]", Write(cluster.Token, tenant.Server)).Succeed();
        cluster.Tenant.Update(
            Generation.V1,
            new TenantCaller("another", "another", ["ClusterTokenManagement"]),
            cluster.Tenant.Tokens[0].Id,
            new TokenChange { Enabled = false });

        var run = tenant.Run("Disconnect-DtEnvironment").Succeed();

        Assert.Contains("It ends by itself at", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(tenant.Run("Get-DtEnvironment").Succeed().Output);
    }

    [Fact]
    public async Task The_clusters_own_tokens_are_rotated_by_the_same_commands()
    {
        await using var tenant = await Tenant.StartAsync();
        var cluster = tenant.Server.Cluster;
        string[] scopes = ["Nodekeeper", "DiagnosticExport"];
        var old = cluster.Tenant.Seed(new SeedToken
        {
            Name = "nodes",
            Owner = cluster.Tenant.Tokens[0].Owner,
            Scopes = scopes,
            ExpirationDate = cluster.Tenant.Now.AddDays(30),
        });
        tenant.Session.Set("cluster", Tenant.Secure(cluster.Token));

        var connected = tenant.Run("Connect-DtEnvironment $url -ApiToken $cluster -ApiVersion Cluster").Succeed();
        var run = tenant.Run("""
            Find-DtToken nodes | Invoke-DtTokenRotation -Overlap 0d -Confirm:$false |
                Complete-DtTokenRotation -Confirm:$false
            """).Succeed();

        Assert.Empty(connected.Warnings);
        Assert.Equal("Revoked", run.One.Properties["State"].Value.ToString());
        Assert.False(cluster.Tenant.Find(old.Id)!.Enabled);
        var successor = Assert.Single(cluster.Tenant.Tokens, token => token.Name == "nodes");
        Assert.Equal(scopes, successor.Scopes);
        Assert.DoesNotContain(tenant.Server.Tenant.Tokens, token => token.Name == "nodes");
        tenant.Run("Undo-DtTokenRotation $args[0] -Confirm:$false", old.Id).Succeed();
        Assert.True(cluster.Tenant.Find(old.Id)!.Enabled);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_run_of_a_fleet_leaves_the_managing_tokens_of_others_and_takes_its_own_away()
    {
        var cluster = new SandboxCluster(VirtualClock.Running());
        await using var fleet = await SandboxFleet.StartAsync(2, cluster: cluster);
        var ofAnother = fleet.Servers[0].Tenant.Seed(new SeedToken
        {
            Name = Managing,
            Owner = cluster.Tenant.Tokens[0].Owner,
            Scopes = ["apiTokens.read", "apiTokens.write"],
            ExpirationDate = fleet.Servers[0].Tenant.Now.AddHours(1),
        });

        using var run = FleetProcess.Rotate(fleet, "1/1", Path.Combine(fleet.Folder, "results"));
        var result = await run.EndWithAsync(0);

        Assert.Equal(6, (int)result["Rotated"]!);
        fleet.CheckThatAllIsRotated();
        Assert.True(fleet.Servers[0].Tenant.Find(ofAnother.Id)!.Enabled);
        Assert.All(fleet.Servers, server => Assert.All(
            server.Tenant.Tokens.Where(token => token.Name == Managing && token.Id != ofAnother.Id),
            token => Assert.True(token.ExpirationDate <= server.Tenant.Now + AsLongAsTwoCalls)));
    }

    private static TenantToken Minted(SandboxServer server) =>
        Assert.Single(server.Tenant.Tokens, token => token.Name == Managing);

    private string Write(string clusterToken, params SandboxServer[] servers)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "cluster-token"), clusterToken);
        var fleet = Path.Combine(_folder.FullName, "fleet.json");
        File.WriteAllText(fleet, JsonSerializer.Serialize(new
        {
            defaults = new { credential = new { file = "cluster-token", mintFor = "4h" } },
            environments = servers.Select(server => new { environment = server.ManagedUrl.ToString() }),
        }));
        return fleet;
    }
}

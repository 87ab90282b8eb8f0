using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

public sealed class ClusterTests : IAsyncLifetime
{
    private const string Tokens = "/api/cluster/v2/tokens";

    private SandboxClient _client = null!;

    private static string Id => new SandboxOptions().EnvironmentId;

    private SandboxCluster Cluster => _client.Server.Cluster;

    public async Task InitializeAsync() => _client = await SandboxClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task A_managing_token_of_the_environment_is_made_and_ends_by_itself()
    {
        var made = await MintAsync("""{"name":"run","expiresIn":{"value":2,"unit":"HOURS"}}""");

        Assert.Equal(201, made.Status);
        var token = _client.Server.Tenant.FindBySecret(made.Json.GetProperty("token").GetString()!)!;
        Assert.Equal(["apiTokens.read", "apiTokens.write", "TenantTokenManagement"], token.Scopes);
        Assert.Equal(TenantFixture.Start.AddHours(2), token.ExpirationDate);
        Assert.Equal(200, (await _client.V2Async("GET", token: token.Token)).Status);
        Assert.Equal(200, (await _client.V1Async("GET", token: token.Token)).Status);
    }

    [Fact]
    public async Task The_clusters_tokens_have_the_shapes_of_v1()
    {
        var created = await SendAsync("POST", Tokens, """{"name":"nodes","scopes":["Nodekeeper","DiagnosticExport"]}""");
        Assert.Equal(201, created.Status);
        var token = Cluster.Tenant.FindBySecret(created.Json.GetProperty("token").GetString()!)!;

        Assert.Equal("nodes", (await SendAsync("GET", $"{Tokens}/{token.Id}")).Json.GetProperty("name").GetString());
        Assert.Equal(2, (await SendAsync("GET", Tokens)).Json.GetProperty("values").GetArrayLength());
        Assert.Equal(204, (await SendAsync("PUT", $"{Tokens}/{token.Id}", """{"revoked":true}""")).Status);
        Assert.False(Cluster.Tenant.Find(token.Id)!.Enabled);
        Assert.Equal(204, (await SendAsync("DELETE", $"{Tokens}/{token.Id}")).Status);
        Assert.Null(_client.Server.Tenant.Find(token.Id));
        Assert.Equal(400, (await SendAsync("POST", Tokens, """{"name":"a","scopes":["metrics.read"]}""")).Status);
    }

    [Fact]
    public async Task What_is_not_allowed_is_refused_as_a_cluster_does()
    {
        var weak = Cluster.Tenant.Seed(new SeedToken { Name = "weak", Scopes = ["Nodekeeper"] }).Token;

        Assert.Equal(401, (await MintAsync("""{"name":"run"}""", token: null)).Status);
        Assert.Equal(403, (await MintAsync("""{"name":"run"}""", _client.Server.AdminToken)).Status);
        var refused = await MintAsync("""{"name":"run"}""", weak);
        Assert.Contains("EnvironmentTokenManagement", refused.Body, StringComparison.Ordinal);
        Assert.Contains("ClusterTokenManagement", (await SendAsync("GET", Tokens, token: weak)).Body, StringComparison.Ordinal);
        Assert.Equal(400, (await MintAsync("{}", Cluster.Token)).Status);
        var elsewhere = "/api/cluster/v2/environments/other/tokenManagementToken";
        Assert.Equal(404, (await SendAsync("POST", elsewhere, """{"name":"run"}""")).Status);
        Assert.Equal(401, (await _client.V2Async("GET", token: Cluster.Token)).Status);
    }

    private Task<HttpAnswer> MintAsync(string body) => MintAsync(body, Cluster.Token);

    private Task<HttpAnswer> MintAsync(string body, string? token) =>
        _client.SendAsync("POST", $"/api/cluster/v2/environments/{Id}/tokenManagementToken", body, token);

    private Task<HttpAnswer> SendAsync(string method, string path, string? body = null, string? token = null) =>
        _client.SendAsync(method, path, body, token ?? Cluster.Token);
}

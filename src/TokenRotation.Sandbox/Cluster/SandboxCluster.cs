using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Cluster;

/// <summary>
/// The Managed cluster that environments belong to: its own tokens, which no environment knows. Several sandboxes may share one.
/// </summary>
public sealed class SandboxCluster
{
    private const string Admin = "cluster-admin@example.com";

    /// <summary>A cluster with one token.</summary>
    /// <param name="clock">The cluster's clock.</param>
    /// <param name="seed">Makes IDs and secrets reproducible; null for random ones.</param>
    public SandboxCluster(TimeProvider clock, int? seed = null)
    {
        Tenant = new SandboxTenant(new TenantOptions { Seed = seed }, clock, isOfCluster: true);
        Token = Tenant.Seed(new SeedToken
        {
            Name = "Cluster admin",
            Owner = Admin,
            Scopes = [TokenScopes.ClusterTokenManagement, TokenScopes.EnvironmentTokenManagement],
        }).Token;
    }

    /// <summary>The cluster's own tokens.</summary>
    public SandboxTenant Tenant { get; }

    /// <summary>A token that may manage the cluster's tokens, and make managing tokens of its environments.</summary>
    public string Token { get; }
}

using System.Security.Cryptography.X509Certificates;
using TokenRotation.Sandbox.Account;
using TokenRotation.Sandbox.Cluster;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox;

/// <summary>How a sandbox is set up.</summary>
public sealed record SandboxOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How many plausible tokens are in the tenant, besides the three that the sandbox hands out.</summary>
    public int Tokens { get; init; }

    /// <summary>The account has plausible platform tokens, too, and the command line tells how to reach it.</summary>
    public bool WithAccount { get; init; }

    /// <summary>Makes tokens, secrets and dice reproducible. Null for random secrets.</summary>
    public int? Seed { get; init; }

    /// <summary>How long every request to the API takes at least.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How many requests the API takes; null for any number.</summary>
    public RateLimitOptions? RateLimit { get; init; }

    /// <summary>The tenant's own switches.</summary>
    public TenantOptions Tenant { get; init; } = new();

    /// <summary>The account's own switches.</summary>
    public AccountOptions Account { get; init; } = new();

    /// <summary>A cluster that other sandboxes share; null for one of its own.</summary>
    public SandboxCluster? Cluster { get; init; }

    /// <summary>The tenant's clock; null for one that runs with the real time.</summary>
    public VirtualClock? Clock { get; init; }

    /// <summary>Makes the sandbox speak HTTPS with this certificate, at <c>localhost</c>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The environment's ID in paths as Dynatrace Managed has them, <c>/e/{id}/api/...</c>.</summary>
    public string EnvironmentId { get; init; } = "7f3c1c52-6a0e-4b57-9d3e-5a4d8f0b2c61";

    /// <summary>Is told of every request to the API, before its answer is on its way.</summary>
    public Action<LoggedRequest>? OnRequest { get; init; }
}

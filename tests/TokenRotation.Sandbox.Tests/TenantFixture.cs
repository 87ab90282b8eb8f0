using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Sandbox.Tests;

/// <summary>A small tenant on a clock that stands still, with one manager for each generation.</summary>
internal sealed class TenantFixture
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 30, 15, 250, TimeSpan.Zero);

    public TenantFixture(TenantOptions? options = null)
    {
        Clock = new VirtualClock(Start);
        Tenant = new SandboxTenant(options ?? new TenantOptions(), Clock);
        V2Manager = Tenant.Seed(
            new SeedToken { Name = "manager", Owner = "ops", Scopes = ["apiTokens.read", "apiTokens.write"] });
        V1Manager = Tenant.Seed(new SeedToken { Name = "v1 manager", Owner = "ops", Scopes = ["TenantTokenManagement"] });
    }

    public VirtualClock Clock { get; }

    public SandboxTenant Tenant { get; }

    public TenantToken V2Manager { get; }

    public TenantToken V1Manager { get; }

    public TenantToken Seed(string name, params string[] scopes) =>
        Tenant.Seed(new SeedToken { Name = name, Owner = "team", Scopes = scopes.Length == 0 ? ["ReadConfig"] : scopes });

    public TenantToken Manager(Generation generation) => generation == Generation.V1 ? V1Manager : V2Manager;

    public Outcome<TenantToken> Create(Generation generation, TokenCreation creation) =>
        Tenant.Create(generation, Manager(generation), creation);

    public Outcome Update(Generation generation, TenantToken token, TokenChange change) =>
        Tenant.Update(generation, Manager(generation), token.Id, change);
}

using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Support;

/// <summary>A connected session with a vault, Ops, whose entry dt-rw holds the sample token's secret.</summary>
internal sealed class VaultTenant : IAsyncDisposable
{
    /// <summary>Stands in for SecretManagement, which is on no feed that a build needs.</summary>
    public static readonly string Module = Path.Combine(
        AppContext.BaseDirectory, "Modules", "Microsoft.PowerShell.SecretManagement.psm1");

    private const string Entry = "dt-rw";

    private VaultTenant(Tenant tenant) => Tenant = tenant;

    public Tenant Tenant { get; }

    public SandboxTenant Tokens => Tenant.Server.Tenant;

    /// <summary>The sample token as it is now; null when it is gone.</summary>
    public TenantToken? Sample => Tenant.Now(Tenant.PublicPart(Tenant.Server.SampleToken));

    /// <summary>The token whose secret the vault's entry holds now.</summary>
    public TenantToken? Current => Secret(Entry) is { } secret ? Tokens.FindBySecret(secret) : null;

    /// <summary>The entry that keeps the current token's secret until the one before it is deleted.</summary>
    public string PendingEntry => $"{Entry}-pending-{Current!.Id.Replace('.', '-')}";

    public static async Task<VaultTenant> StartAsync(bool v1 = false, string vaultOptions = "")
    {
        var tenant = await Tenant.ConnectAsync(v1: v1, clock: VirtualClock.Running());
        tenant.Session.Set("module", Module);
        tenant.Run($"Import-Module $module; Register-SecretVault -Name Ops; Set-Secret -Name {Entry} -Secret $sample -Vault Ops; "
            + $"Register-SecretVault -Name Ops {vaultOptions}").Succeed();
        return new VaultTenant(tenant);
    }

    /// <summary>Rotates the sample token, at once where no overlap is given beside -Vault and -SecretName.</summary>
    public Run Rotate(string more = "")
    {
        var says = new[] { "-Overlap", "-Compromised" }.Any(said => more.Contains(said, StringComparison.Ordinal));
        var overlap = says ? string.Empty : "-Overlap 0d";
        return Tenant.Run($"Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName {Entry} {overlap} {more}");
    }

    /// <summary>The secret under a name; null for none.</summary>
    public string? Secret(string name) =>
        Tenant.Run($"Get-Secret -Name {name} -Vault Ops -ErrorAction SilentlyContinue").Output.SingleOrDefault() is { } secret
            ? Tenant.Plain(secret)
            : null;

    /// <summary>The names of the vault's entries.</summary>
    public IEnumerable<string> Entries() =>
        Tenant.Run("(Get-SecretInfo -Vault Ops).Name").Succeed().Output.Select(name => name.ToString())
            .Order(StringComparer.Ordinal);

    public ValueTask DisposeAsync() => Tenant.DisposeAsync();
}

using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Samples;

/// <summary>The unattended run, night after night, with a vault in memory.</summary>
public sealed class RotateDueSampleTests
{
    private static readonly string Script = Path.Combine(BuiltFiles.RepositoryRoot, "samples", "rotate-due.ps1");

    private static readonly string Vaults = Path.Combine(
        BuiltFiles.RepositoryRoot, "tests", "TokenRotation.Module.Tests", "Support", "Modules",
        "Microsoft.PowerShell.SecretManagement.psm1");

    [Fact]
    public async Task It_rotates_what_is_due_waits_a_week_and_deletes_and_counts_it()
    {
        await using var tenant = await StartAsync();

        var first = Night(tenant);
        var second = Night(tenant);
        tenant.Server.Clock.Advance(TimeSpan.FromDays(7.1));
        var third = Night(tenant);

        Assert.Equal((1, 0, 1, 0, 0, 0), first);
        Assert.Equal((0, 0, 1, 0, 0, 0), second);
        Assert.Equal((0, 0, 0, 1, 0, 0), third);
        var stored = Tenant.Plain(
            tenant.Run("Get-Secret -Vault memory -Name dynatrace-RW-config-token").Succeed().One.BaseObject);
        Assert.Equal("RW config token", Assert.Single(tenant.Server.Tenant.Tokens, token => token.Token == stored).Name);
        Assert.Null(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken)));
    }

    [Fact]
    public async Task What_failed_is_counted_and_the_exit_code_tells()
    {
        await using var tenant = await StartAsync();
        tenant.Run("Register-SecretVault -Name memory -Failing Set-Secret | Out-Null").Succeed();

        var run = tenant.Run($"& '{Script}' -Url $url -Vault memory; $LASTEXITCODE");

        Assert.Equal(1, run.Output[^1].BaseObject);
        Assert.NotEqual(0, run.Output[0].Properties["Failed"].Value);
        Assert.True(tenant.Now(Tenant.PublicPart(tenant.Server.SampleToken))!.Enabled);
    }

    private static async Task<Tenant> StartAsync()
    {
        var tenant = await Tenant.StartAsync(clock: VirtualClock.Running());
        tenant.Run("Import-Module $args[0]; Register-SecretVault -Name memory | Out-Null", Vaults).Succeed();
        tenant.Run("""
            Set-Secret -Vault memory -Name dynatrace-manager -Secret $admin
            Set-Secret -Vault memory -Name dynatrace-RW-config-token -Secret $sample
            """).Succeed();

        // The sample token lives thirty days, and so does its successor.
        tenant.Server.Clock.Advance(TimeSpan.FromDays(20));
        return tenant;
    }

    private static (object, object, object, object, object, object) Night(Tenant tenant)
    {
        var summary = tenant.Run($"& '{Script}' -Url $url -Vault memory -Overlap 0d").Succeed().One;
        object Count(string name) => summary.Properties[name].Value;
        return (Count("Rotated"), Count("Waiting"), Count("Revoked"), Count("Removed"), Count("NeedsAttention"), Count("Failed"));
    }
}

using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>What rotations leave in stores: after kills, after a failed read-back, and where nothing can be removed.</summary>
public sealed class EntriesThatStayTests
{
    private const string Blocks = """
        $kept = @{ 'dt-rw' = $sample }
        $blocks = @{
            SecretName = 'dt-rw'
            Store      = { param($Name, $Token) $kept[$Name] = $Token }
            Retrieve   = { param($Name) $kept[$Name] }
        }
        """;

    private static readonly string[] Five = ["dt-rw", "dt-rw-canary", "dt-rw-pending-1", "dt-rw-pending-2", "dt-rw-previous"];

    [Fact]
    public async Task Without_Discard_five_entries_stay_however_often_the_token_is_rotated()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run(Blocks).Succeed();

        for (var i = 0; i < 4; i++)
        {
            vault.Tenant.Run("Invoke-DtTokenRotation -Name 'RW config token' -Overlap 0d -GracePeriod 0d @blocks").Succeed();
        }

        Assert.Equal(Five, Kept(vault));
        Assert.True(Held(vault, "dt-rw")!.Enabled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Discard { param($Name) $kept.Remove($Name) }")]
    public async Task A_run_goes_on_with_what_one_left_that_died_and_had_no_Discard(string discard)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run(Blocks).Succeed();
        vault.Tenant.Server.Faults.Add(new FaultRule { Method = "PUT", Nth = 1, Effect = FaultEffect.Status, Status = 400 });
        vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Overlap 0d @blocks").FailWith("RequestRefused");
        var pending = Held(vault, "dt-rw-pending-1")!;

        vault.Tenant.Run($"Invoke-DtTokenRotation $sampleId -Overlap 0d @blocks {discard}").Succeed();

        Assert.Equal(pending.Id, Held(vault, "dt-rw")!.Id);
        Assert.False(vault.Sample!.Enabled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_could_not_be_read_back_is_collected_and_its_entry_is_removed_or_taken_again(bool discard)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run(Blocks).Succeed();
        var parameters = discard ? "-Discard { param($Name) $kept.Remove($Name) }" : string.Empty;
        vault.Tenant.Run("""
            $broken = $true
            $blocks.Retrieve = { param($Name) if ($broken -and $Name -like '*-pending-*') { throw 'no answer' }; $kept[$Name] }
            """).Succeed();
        vault.Tenant.Run($"Invoke-DtTokenRotation $sampleId -Overlap 0d @blocks {parameters}").FailWith("SecretStoreFailed");
        Assert.True(vault.Sample!.Enabled);

        vault.Tenant.Run("$broken = $false").Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromMinutes(16));
        vault.Tenant.Run($"Invoke-DtTokenRotation $sampleId -Overlap 0d -GracePeriod 0d @blocks {parameters}").Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(2));
        vault.Tenant.Run($"Resume-DtTokenRotation @blocks {parameters}").Succeed();

        Assert.Null(vault.Sample);
        Assert.True(Held(vault, "dt-rw")!.Enabled);
        Assert.Equal(discard ? ["dt-rw"] : Five.Except(["dt-rw-pending-2"]), Kept(vault));
    }

    [Fact]
    public async Task What_killed_runs_have_left_in_a_vault_is_gone_with_the_next_rotation()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Session.Set("gone", Tenant.Secure($"dt0c01.{new string('A', 24)}.{new string('B', 64)}"));
        vault.Tenant.Run("'dt-rw-canary', 'dt-rw-pending-dt0c01-AAAAAAAAAAAAAAAAAAAAAAAA', 'dt-rw-b', 'dt-rw-b-pending-1' | "
            + "ForEach-Object { Set-Secret -Name $_ -Secret $gone -Vault Ops }").Succeed();

        vault.Rotate("-GracePeriod 0d").Succeed();

        Assert.Equal(["dt-rw", "dt-rw-b", "dt-rw-b-pending-1"], vault.Entries());
    }

    private static IEnumerable<string> Kept(VaultTenant vault) =>
        vault.Tenant.Run("$kept.Keys").Succeed().Output.Select(name => name.ToString()).Order(StringComparer.Ordinal);

    private static TenantToken? Held(VaultTenant vault, string entry) =>
        vault.Tokens.FindBySecret(Tenant.Plain(vault.Tenant.Run($"$kept['{entry}']").One));
}

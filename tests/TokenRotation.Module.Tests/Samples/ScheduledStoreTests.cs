using TokenRotation.Sandbox;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Samples;

/// <summary>
/// The samples that need a store of others, each run as a scheduler runs it: in a shell of its own that asks nobody, against a
/// sandbox, with stand-ins for the commands of the store.
/// </summary>
public sealed class ScheduledStoreTests
{
    // The nights of a rotation: the new secret, the end of the overlap, the end of the week.
    private const string Prelude = """
        Import-Module $env:DT_TEST_MODULE
        $admin, $sample = $env:DT_TEST_ADMIN, $env:DT_TEST_SAMPLE |
            ForEach-Object { [System.Net.NetworkCredential]::new('', $_).SecurePassword }
        function Step-Clock([timespan] $Advance) {
            $body = @{ advance = "$Advance" } | ConvertTo-Json
            $null = Invoke-RestMethod "$env:DT_TEST_URL/_sandbox/clock" -Method Post -ContentType application/json -Body $body
        }

        """;

    private const string StoreNights = """
        $null = Connect-DtEnvironment $env:DT_TEST_URL -ApiToken $admin
        $old = Find-DtToken -Token $sample
        $entry = @{ SecretName = $env:DT_TEST_ENTRY; Confirm = $false }
        & $store.Store $env:DT_TEST_ENTRY $sample $old.Id
        (Test-DtTokenRotation $old.Id @store -SecretName $env:DT_TEST_ENTRY | Where-Object -Not Passed).Check
        (Invoke-DtTokenRotation $old.Id @store @entry).State
        Step-Clock 1.00:01:00
        (Resume-DtTokenRotation @store @entry).State
        Step-Clock 7.00:01:00
        (Resume-DtTokenRotation @store @entry).State
        $kept = & $store.Retrieve $env:DT_TEST_ENTRY
        $new = if ($kept -is [string]) { [System.Net.NetworkCredential]::new('', $kept).SecurePassword } else { $kept }
        Test-DtToken -Token $new -Scope ReadConfig
        (Find-DtToken -Token $new).Id -ne $old.Id
        """;

    private const string RunbookNights = """
        function Disable-AzContextAutosave { param($Scope) }
        function Connect-AzAccount { param([switch] $Identity) }
        $kept['dynatrace-manager'] = $admin
        $kept['dynatrace-RW-config-token'] = $sample
        $runbook = @{ Url = $env:DT_TEST_URL; KeyVaultName = 'ops'; Name = 'RW config token' }
        Step-Clock 20.00:00:00
        (& $env:DT_TEST_SCRIPT @runbook -Verify | Where-Object -Not Passed).Check
        foreach ($wait in '00:00:00', '1.00:01:00', '7.00:01:00') {
            Step-Clock $wait
            $counts = & $env:DT_TEST_SCRIPT @runbook
            $counts.Rotated, $counts.Waiting, $counts.Revoked, $counts.Removed, $counts.NeedsAttention, $counts.Failed -join ' '
        }

        $null = Connect-DtEnvironment $env:DT_TEST_URL -ApiToken $kept['dynatrace-manager']
        Test-DtToken -Token $kept['dynatrace-RW-config-token'] -Scope ReadConfig
        """;

    public static TheoryData<string, string, string, string> Stores => new()
    {
        { "azure-key-vault.ps1", "-VaultName ops", SampleCommands.AzureKeyVault, "dynatrace-RW-config-token" },
        { "hashicorp-vault.ps1", "-Mount kv -Path team", SampleCommands.HashiCorpVault, "dynatrace-RW-config-token" },
        { "kubernetes-secret.ps1", "-Namespace monitoring", SampleCommands.Kubernetes, "dynakube/apiToken" },
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_store_serves_a_rotation_from_the_first_night_to_the_last(
        string sample, string arguments, string commands, string entry)
    {
        var script = $"$store = & '{Sample(Path.Combine("stores", sample))}' {arguments}\n{StoreNights}";

        Assert.Equal(["Superseded", "Revoked", "Removed", "True", "True"], await RunAsync(commands + script, entry));
    }

    [Fact]
    public async Task The_runbook_rotates_what_is_due_and_counts_it()
    {
        var nights = await RunAsync(SampleCommands.AzureKeyVault + RunbookNights, Sample("runbook.ps1"));

        Assert.Equal(["1 1 0 0 0 0", "0 0 1 0 0 0", "0 0 0 1 0 0", "True"], nights);
    }

    private static string Sample(string name) => Path.Combine(BuiltFiles.RepositoryRoot, "samples", name);

    private static async Task<string[]> RunAsync(string script, string subject)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Clock = VirtualClock.Running() });
        return await FreshShell.RunAsync(
            SampleCommands.Shims + Prelude + script,
            new Dictionary<string, string>
            {
                ["DT_TEST_MODULE"] = BuiltFiles.Manifest,
                ["DT_TEST_URL"] = server.Url.ToString().TrimEnd('/'),
                ["DT_TEST_ADMIN"] = server.AdminToken,
                ["DT_TEST_SAMPLE"] = server.SampleToken,
                ["DT_TEST_ENTRY"] = subject,
                ["DT_TEST_SCRIPT"] = subject,
                ["NO_COLOR"] = "1",
            });
    }
}

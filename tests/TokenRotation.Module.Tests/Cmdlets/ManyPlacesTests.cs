using System.Text.Json;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>One token with several places: all hold the new secret before the old token goes.</summary>
public sealed class ManyPlacesTests : IDisposable
{
    private const string Places = "-Vault Ops, Backup -SecretName dt-rw";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("places").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_vault_gets_the_secret_and_a_week_later_nothing_is_left_over()
    {
        await using var vault = await StartAsync();

        Assert.Equal("Revoked", State(Rotate(vault, "-Overlap 0d").Succeed()));

        Assert.True(vault.Current!.Enabled);
        Assert.Equal(vault.Current.Token, Backup(vault));
        Assert.False(vault.Sample!.Enabled);

        vault.Tenant.Server.Clock.Advance(Week);
        Assert.Equal("Removed", State(Rotate(vault).Succeed()));
        Assert.Null(vault.Sample);
        Assert.Equal(["dt-rw"], vault.Entries());
        Assert.Equal(["dt-rw"], Names(vault, "Backup"));
    }

    [Fact]
    public async Task Two_names_in_one_vault_are_two_entries()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Set-Secret -Name dt-b -Secret $sample -Vault Ops").Succeed();

        vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw, dt-b -Overlap 0d").Succeed();

        Assert.True(vault.Current!.Enabled);
        Assert.Equal(vault.Current.Token, vault.Secret("dt-b"));
    }

    [Theory]
    [InlineData("-Failing Set-Secret")]
    [InlineData("-Failing Get-Secret")]
    [InlineData("-Locked")]
    [InlineData("-Deaf")]
    public async Task A_place_that_fails_keeps_the_rotation_before_its_mark(string flaw)
    {
        await using var vault = await StartAsync();
        vault.Tenant.Run($"Register-SecretVault -Name Backup {flaw}").Succeed();

        var run = Rotate(vault, "-Overlap 0d");

        Assert.Equal("SecretStoreFailed", Assert.Single(run.ErrorIds));
        Assert.Contains("'Backup'", run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal(vault.Sample!.Id, vault.Current!.Id);

        vault.Tenant.Run("Register-SecretVault -Name Backup").Succeed();
        Rotate(vault, "-Overlap 0d").Succeed();
        Assert.Equal(vault.Current!.Token, Backup(vault));
    }

    [Fact]
    public async Task A_place_that_fails_after_the_mark_keeps_the_old_token_enabled_and_the_next_run_goes_on()
    {
        await using var vault = await VaultTenant.StartAsync();
        // Only the current entry of the second name fails.
        const string Script = """
            Invoke-DtTokenRotation $sampleId -SecretName dt-a, dt-b -Overlap 0d -Retrieve { param($Name) $kept[$Name] } -Store {
                param($Name, $Token)
                if ($broken -and $Name -eq 'dt-b') { throw 'no room' }
                $kept[$Name] = $Token
            } -Discard { param($Name) $kept.Remove($Name) }
            """;
        vault.Tenant.Run("$kept = @{ 'dt-a' = $sample; 'dt-b' = $sample }; $broken = $true").Succeed();

        var run = vault.Tenant.Run(Script);

        Assert.Equal("SecretStoreFailed", Assert.Single(run.ErrorIds));
        Assert.True(vault.Sample!.Enabled);
        Assert.Equal(vault.Sample.Id, Kept(vault, "dt-b")!.Id);

        vault.Tenant.Run("$broken = $false").Succeed();
        vault.Tenant.Run(Script).Succeed();
        Assert.False(vault.Sample!.Enabled);
        Assert.True(Kept(vault, "dt-a")!.Enabled);
        Assert.Equal(Kept(vault, "dt-a")!.Id, Kept(vault, "dt-b")!.Id);
    }

    [Fact]
    public async Task An_undo_puts_the_old_secret_back_into_all_of_them()
    {
        await using var vault = await StartAsync();
        Rotate(vault, "-Overlap 0d").Succeed();
        var made = vault.Current!.Id;

        vault.Tenant.Run($"Undo-DtTokenRotation $sampleId {Places}").Succeed();

        Assert.True(vault.Sample!.Enabled);
        Assert.Equal(vault.Sample.Id, vault.Current!.Id);
        Assert.Equal(vault.Sample.Token, Backup(vault));
        Assert.False(vault.Tokens.Find(made)!.Enabled);
    }

    [Fact]
    public async Task A_place_without_the_entry_begins_nothing_and_is_added_with_NewEntry()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Register-SecretVault -Name Backup").Succeed();

        var refused = Rotate(vault).FailWith("RotationNeedsAttention");
        Assert.Contains("-NewEntry", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
        Rotate(vault, "-NewEntry").Succeed();

        Assert.Equal(vault.Current!.Token, Backup(vault));
        Assert.True(vault.Sample!.Enabled);
        // The place that was added gets a secret that works as well.
        vault.Tenant.Run($"Undo-DtTokenRotation $sampleId {Places}").Succeed();
        Assert.Equal(vault.Sample.Token, Backup(vault));
    }

    [Fact]
    public async Task A_place_that_holds_a_colleagues_token_is_not_overwritten()
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Session.Set("theirs", Tenant.Secure(vault.Tenant.Add("a colleague's").Token));
        vault.Tenant.Run("Register-SecretVault -Name Backup; Set-Secret -Name dt-rw -Secret $theirs -Vault Backup").Succeed();

        Rotate(vault, "-NewEntry").FailWith("RotationNeedsAttention");

        Assert.Empty(vault.Tenant.Changes);
    }

    [Fact]
    public async Task A_run_with_fewer_places_leaves_the_rotation_alone()
    {
        await using var vault = await StartAsync();
        Rotate(vault, "-Overlap 1d").Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromDays(3));
        vault.Tenant.Run("Test-DtToken -Token $admin | Out-Null").Succeed();

        var run = vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw -Overlap 0d");

        Assert.True(vault.Sample!.Enabled);
        Assert.Contains("another store or entry", run.One.Properties["Reason"].Value.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_the_places_and_the_case_of_a_vault_do_not_matter()
    {
        await using var vault = await StartAsync();
        Rotate(vault, "-Overlap 1h").Succeed();
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(2));
        vault.Tenant.Run("Test-DtToken -Token $admin | Out-Null").Succeed();

        var run = vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Vault backup, OPS -SecretName dt-rw -Overlap 1h").Succeed();

        Assert.Equal("Revoked", State(run));
    }

    [Fact]
    public async Task A_specs_store_is_a_list()
    {
        await using var vault = await StartAsync();
        var file = Path.Combine(_folder, "tokens.json");
        File.WriteAllText(file, """
            {
              "name": "RW config token", "scopes": ["ReadConfig", "WriteConfig"],
              "policy": { "maximumAge": "1s", "overlap": "0s" },
              "store": [{ "vault": "Ops", "secretName": "dt-rw" }, { "vault": "Backup", "secretName": "dt-rw" }]
            }
            """);
        vault.Tenant.Session.Set("file", file);
        vault.Tenant.Server.Clock.Advance(TimeSpan.FromHours(1));

        vault.Tenant.Run("Invoke-DtTokenRotation -LiteralPath $file").Succeed();

        Assert.NotEqual(vault.Sample!.Id, vault.Current!.Id);
        Assert.Equal(vault.Current.Token, Backup(vault));
    }

    [Fact]
    public async Task Files_are_places_too_and_the_audit_log_names_them()
    {
        await using var vault = await VaultTenant.StartAsync();
        var log = Path.Combine(_folder, "audit.jsonl");
        vault.Tenant.Session.Set("log", log);
        vault.Tenant.Session.Set("folder", _folder);
        var run = vault.Tenant.Run("""
            Connect-DtEnvironment $url -ApiToken $admin -AuditLog $log | Out-Null
            foreach ($name in 'dt-a', 'dt-b') {
                Set-Content (Join-Path $folder $name) ([System.Net.NetworkCredential]::new('', $sample).Password)
            }
            Invoke-DtTokenRotation $sampleId -SecretName dt-a, dt-b -Overlap 0d -Retrieve {
                param($Name)
                $file = Join-Path $folder $Name
                if (Test-Path $file) { Get-Content $file -Raw }
            } -Store {
                param($Name, $Token)
                Set-Content (Join-Path $folder $Name) ([System.Net.NetworkCredential]::new('', $Token).Password)
            } -Discard { param($Name) Remove-Item (Join-Path $folder $Name) }
            """).Succeed();

        Assert.Equal("Revoked", State(run));
        var held = File.ReadAllText(Path.Combine(_folder, "dt-a")).TrimEnd();
        Assert.Equal(held, File.ReadAllText(Path.Combine(_folder, "dt-b")).TrimEnd());
        Assert.True(vault.Tokens.FindBySecret(held)!.Enabled);
        var lines = await File.ReadAllLinesAsync(log);
        var promoted = lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("step").GetString() == "promote");
        Assert.Equal(
            ["dt-a", "dt-b"],
            promoted.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_preview_and_the_check_name_every_place()
    {
        await using var vault = await StartAsync();

        var preview = Rotate(vault, "-WhatIf");
        Assert.Contains("the vault 'Ops' and 'dt-rw' of the vault 'Backup'", preview.Screen, StringComparison.Ordinal);
        var check = $"(Test-DtTokenRotation $sampleId {Places} | Where-Object Check -eq Entry).Finding";
        var findings = vault.Tenant.Run(check).Succeed().Output;

        Assert.Equal(
            ["The vault 'Ops': its entry 'dt-rw' holds its secret.", "The vault 'Backup': its entry 'dt-rw' holds its secret."],
            findings.Select(finding => finding.ToString()));
    }

    private static async Task<VaultTenant> StartAsync()
    {
        var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("Register-SecretVault -Name Backup; Set-Secret -Name dt-rw -Secret $sample -Vault Backup").Succeed();
        return vault;
    }

    private static Run Rotate(VaultTenant vault, string more = "") =>
        vault.Tenant.Run($"Invoke-DtTokenRotation $sampleId {Places} {more}");

    private static string Backup(VaultTenant vault) => Tenant.Plain(vault.Tenant.Run("Get-Secret -Name dt-rw -Vault Backup").One);

    private static IEnumerable<string> Names(VaultTenant vault, string name) =>
        vault.Tenant.Run($"(Get-SecretInfo -Vault {name}).Name").Succeed().Output.Select(one => one.ToString());

    private static TenantToken? Kept(VaultTenant vault, string name) =>
        vault.Tokens.FindBySecret(Tenant.Plain(vault.Tenant.Run($"$kept['{name}']").One));

    private static string? State(Run run) => run.One.Properties["State"].Value.ToString();
}

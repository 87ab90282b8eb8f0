using System.Text.Json;
using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>
/// One token in two places, each kind of store alike: what becomes of it when an entry is moved, when somebody else writes one,
/// when a backup is restored, when the token is renamed, and when the rotation is taken back.
/// </summary>
public sealed class PlacesTests : IDisposable
{
    private const string Rotate = "Invoke-DtTokenRotation $sampleId -Overlap 0d @places";

    // Each says how a place is read and written, and which parameters name the first two of three.
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["vaults"] = """
            'Ops', 'Backup', 'Moved' | ForEach-Object { Register-SecretVault -Name $_ -OnSet { param($Name) & $meanwhile $Name } }
            $vaults = 'Ops', 'Backup', 'Moved'
            function global:Set-Place($Number, $Secret) { Set-Secret -Name dt-rw -Secret $Secret -Vault $vaults[$Number] }
            function global:Get-Place($Number) { Get-Secret -Name dt-rw -Vault $vaults[$Number] -AsPlainText }
            function global:Remove-Place($Number) { Remove-Secret -Name dt-rw -Vault $vaults[$Number] }
            $places = @{ Vault = 'Ops', 'Backup'; SecretName = 'dt-rw' }
            $moved = @{ Vault = 'Ops', 'Moved'; SecretName = 'dt-rw' }
            $named = @{ Vault = 'Ops', 'Backup'; SecretName = '{Name}' }
            function global:Set-Named($Name, $Secret) {
                'Ops', 'Backup' | ForEach-Object { Set-Secret -Name $Name -Secret $Secret -Vault $_ }
            }
            function global:Get-Named($Name) {
                'Ops', 'Backup' | ForEach-Object { Get-Secret -Name $Name -Vault $_ -AsPlainText }
            }
            """,
        ["script blocks"] = """
            $kept = @{}
            function global:Set-Place($Number, $Secret) { $kept["dt-$Number"] = $Secret }
            function global:Get-Place($Number) { [System.Net.NetworkCredential]::new('', $kept["dt-$Number"]).Password }
            function global:Remove-Place($Number) { $kept.Remove("dt-$Number") }
            $places = @{
                SecretName = 'dt-0', 'dt-1'
                Store      = { param($Name, $Token) $kept[$Name] = $Token; & $meanwhile $Name }
                Retrieve   = { param($Name) $kept[$Name] }
                Discard    = { param($Name) $kept.Remove($Name) }
            }
            $moved = $places.Clone()
            $moved.SecretName = 'dt-0', 'dt-2'
            $named = $places.Clone()
            $named.SecretName = '{Name}-0', '{Name}-1'
            function global:Set-Named($Name, $Secret) { 0, 1 | ForEach-Object { & $places.Store "$Name-$_" $Secret } }
            function global:Get-Named($Name) {
                0, 1 | ForEach-Object { & $places.Retrieve "$Name-$_" } | ForEach-Object {
                    if ($_ -is [securestring]) { [System.Net.NetworkCredential]::new('', $_).Password } else { $_.Trim() }
                }
            }
            """,
        ["files"] = """
            function global:Set-Place($Number, $Secret) {
                Set-Content (Join-Path $folder "dt-$Number") ([System.Net.NetworkCredential]::new('', $Secret).Password)
            }
            function global:Get-Place($Number) { Get-Content (Join-Path $folder "dt-$Number") }
            function global:Remove-Place($Number) { Remove-Item (Join-Path $folder "dt-$Number") }
            $places = @{
                SecretName = 'dt-0', 'dt-1'
                Store      = {
                    param($Name, $Token)
                    Set-Content (Join-Path $folder $Name) ([System.Net.NetworkCredential]::new('', $Token).Password)
                    & $meanwhile $Name
                }
                Retrieve   = {
                    param($Name)
                    $file = Join-Path $folder $Name
                    if (Test-Path $file) { Get-Content $file -Raw }
                }
                Discard    = { param($Name) Remove-Item (Join-Path $folder $Name) -ErrorAction Ignore }
            }
            $moved = $places.Clone()
            $moved.SecretName = 'dt-0', 'dt-2'
            $named = $places.Clone()
            $named.SecretName = '{Name}-0', '{Name}-1'
            function global:Set-Named($Name, $Secret) { 0, 1 | ForEach-Object { & $places.Store "$Name-$_" $Secret } }
            function global:Get-Named($Name) {
                0, 1 | ForEach-Object { & $places.Retrieve "$Name-$_" } | ForEach-Object {
                    if ($_ -is [securestring]) { [System.Net.NetworkCredential]::new('', $_).Password } else { $_.Trim() }
                }
            }
            """,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("places").FullName;

    public static TheoryData<string> All => [.. Kinds.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_moved_entry_begins_nothing_under_its_old_name_and_is_rotated_under_the_new_one(string kind)
    {
        await using var vault = await StartAsync(kind);
        vault.Tenant.Run("Set-Place 2 $sample; Remove-Place 1").Succeed();

        var refused = vault.Tenant.Run(Rotate).FailWith("RotationNeedsAttention");

        Assert.Contains("-NewEntry", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
        vault.Tenant.Run("Invoke-DtTokenRotation $sampleId -Overlap 0d @moved").Succeed();
        Assert.Equal(Held(vault, 0)!.Id, Held(vault, 2)!.Id);
        Assert.True(Held(vault, 2)!.Enabled);
        Assert.False(vault.Sample!.Enabled);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_a_colleague_writes_into_one_of_them_between_read_and_write_stays(string kind)
    {
        await using var vault = await StartAsync(kind);
        var theirs = vault.Tenant.Add("a colleague's");
        vault.Tenant.Session.Set("theirs", Tenant.Secure(theirs.Token));
        vault.Tenant.Run("$meanwhile = { param($Name) if ($Name -like '*-pending-*') { $meanwhile = { }; Set-Place 1 $theirs } }")
            .Succeed();

        vault.Tenant.Run(Rotate).FailWith("RotationNeedsAttention");

        Assert.Equal(theirs.Id, Held(vault, 1)!.Id);
        Assert.True(vault.Sample!.Enabled);
        Assert.True(Held(vault, 0)!.Enabled);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_restored_backup_in_one_of_them_is_healed_by_the_next_run(string kind)
    {
        await using var vault = await StartAsync(kind);
        vault.Tenant.Run(Rotate).Succeed();
        var made = Held(vault, 0)!.Id;
        vault.Tenant.Run("Set-Place 1 $sample").Succeed();

        vault.Tenant.Run(Rotate).Succeed();

        Assert.Equal((made, made), (Held(vault, 0)!.Id, Held(vault, 1)!.Id));
        Assert.False(vault.Sample!.Enabled);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_renamed_token_begins_nothing_until_its_entries_have_its_new_name(string kind)
    {
        const string RotateNamed = "Invoke-DtTokenRotation $sampleId -Overlap 0d @named";
        await using var vault = await StartAsync(kind);
        vault.Tenant.Run("Set-Named RW-config-token $sample; Set-DtToken $sampleId -NewName prod").Succeed();
        vault.Tenant.Server.Log.Clear();

        var refused = vault.Tenant.Run(RotateNamed).FailWith("RotationNeedsAttention");

        Assert.Contains("-NewEntry", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(vault.Tenant.Changes);
        Assert.Equal([vault.Sample!.Token, vault.Sample.Token], Named(vault, "RW-config-token"));
        Assert.True(vault.Sample.Enabled);
        // The entries are moved, as the sentence says.
        vault.Tenant.Run($"Set-Named prod $sample; {RotateNamed}").Succeed();
        Assert.All(
            Named(vault, "prod"), secret => Assert.True(vault.Tokens.FindBySecret(secret) is { Enabled: true, Name: "prod" }));
        Assert.False(vault.Sample!.Enabled);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_undo_puts_both_back_and_the_audit_log_names_them(string kind)
    {
        await using var vault = await StartAsync(kind);
        var log = Path.Combine(_folder, "audit.jsonl");
        vault.Tenant.Session.Set("log", log);
        vault.Tenant.Run("Connect-DtEnvironment $url -ApiToken $admin -AuditLog $log | Out-Null").Succeed();
        vault.Tenant.Run(Rotate).Succeed();

        vault.Tenant.Run("Undo-DtTokenRotation $sampleId @places").Succeed();

        Assert.Equal((vault.Sample!.Id, vault.Sample.Id), (Held(vault, 0)!.Id, Held(vault, 1)!.Id));
        Assert.True(vault.Sample.Enabled);
        var undone = (await File.ReadAllLinesAsync(log)).Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("step").GetString() == "restore");
        Assert.Equal(2, undone.GetProperty("entries").GetArrayLength());
        Assert.DoesNotContain(vault.Sample.Token.Split('.')[2], undone.ToString(), StringComparison.Ordinal);
    }

    private async Task<VaultTenant> StartAsync(string kind)
    {
        var vault = await VaultTenant.StartAsync();
        vault.Tenant.Session.Set("folder", _folder);
        vault.Tenant.Run("$meanwhile = { }").Succeed();
        vault.Tenant.Run(Kinds[kind]).Succeed();
        vault.Tenant.Run("0, 1 | ForEach-Object { Set-Place $_ $sample }").Succeed();
        return vault;
    }

    private static IReadOnlyList<string> Named(VaultTenant vault, string name) =>
        [.. vault.Tenant.Run($"Get-Named {name}").Succeed().Output.Select(secret => (string)secret.BaseObject)];

    private static TenantToken? Held(VaultTenant vault, int place) =>
        vault.Tokens.FindBySecret(vault.Tenant.Run($"Get-Place {place}").One.ToString()!.Trim());
}

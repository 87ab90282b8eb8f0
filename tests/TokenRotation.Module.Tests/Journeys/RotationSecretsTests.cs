using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Http;
using TokenRotation.Sandbox.Tenant;

namespace TokenRotation.Module.Tests.Journeys;

/// <summary>No secret is to be seen in a rotation that fails, wherever it fails.</summary>
public sealed class RotationSecretsTests
{
    // More requests than a rotation takes: the last ones strike nothing.
    private const int Requests = 12;

    private const string Preferences = "$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue';";

    [Theory]
    [InlineData(FaultEffect.DropBefore, null)]
    [InlineData(FaultEffect.DropAfter, null)]
    [InlineData(FaultEffect.Malformed, null)]
    [InlineData(FaultEffect.Html, null)]
    [InlineData(FaultEffect.Status, 403)]
    [InlineData(FaultEffect.Status, 429)]
    [InlineData(FaultEffect.Status, 503)]
    public async Task A_request_that_fails_shows_none(FaultEffect effect, int? status)
    {
        await using var vault = await VaultTenant.StartAsync();
        vault.Tenant.Run("$null = Connect-DtEnvironment $url -ApiToken $admin -MaximumRetryCount 0").Succeed();
        var runs = new List<Run>();
        for (var nth = 1; nth <= Requests; nth++)
        {
            var token = Put(vault, $"token {nth}", $"entry-{nth}");
            vault.Tenant.Server.Faults.Add(new FaultRule
            {
                Effect = effect,
                Status = status,
                Nth = nth,
                Headers = FaultHeaders.AtOnce,
                Body = status is null ? null : token.Token,
            });
            runs.Add(vault.Tenant.Run(Preferences + "$args[0]; Invoke-DtTokenRotation $args[0] -Vault Ops -SecretName $args[1] "
                + "-TimeBudget 1m", token.Id, $"entry-{nth}"));
            vault.Tenant.Server.Faults.Clear();
            runs.Add(vault.Tenant.Run(Preferences + "$args[0]; Get-DtTokenRotation $args[0] -Vault Ops -SecretName $args[1]; "
                + "Undo-DtTokenRotation $args[0] -Vault Ops -SecretName $args[1]", token.Id, $"entry-{nth}"));
        }

        Assert.NotEmpty(runs.SelectMany(run => run.Errors));
        Search(vault, runs);
    }

    [Theory]
    [InlineData("-Failing Set-Secret")]
    [InlineData("-Failing Get-Secret")]
    [InlineData("-Failing Remove-Secret")]
    [InlineData("-Locked")]
    [InlineData("-Deaf")]
    [InlineData("-Instead something")]
    public async Task A_vault_that_fails_shows_none(string behaviour)
    {
        await using var vault = await VaultTenant.StartAsync(vaultOptions: behaviour);

        Search(vault, [vault.Tenant.Run(Preferences + "$sampleId; Invoke-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw; "
            + "Get-DtTokenRotation $sampleId -Vault Ops -SecretName dt-rw")]);
    }

    [Theory]
    [InlineData("throw \"no room for $plain\"")]
    [InlineData("[Console]::Out.Flush(); throw [System.InvalidOperationException]::new('outside', "
        + "[System.FormatException]::new($plain))")]
    [InlineData("$PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.Exception]::new($plain), 'Store', "
        + "'WriteError', $plain))")]
    public async Task A_script_block_that_throws_the_secret_shows_none(string failure)
    {
        await using var vault = await VaultTenant.StartAsync();
        var store = "{ [CmdletBinding()] param($Name, $Token, $TokenId) $plain = [System.Net.NetworkCredential]::new('', "
            + "$Token).Password; " + failure + " }";

        var withRetrieve = vault.Tenant.Run(Preferences + "$sampleId; Invoke-DtTokenRotation $sampleId -SecretName dt-rw "
            + "-Store " + store + " -Retrieve { param($Name) $null }");
        var alone = vault.Tenant.Run(
            Preferences + "$sampleId; Invoke-DtTokenRotation $sampleId -SecretName dt-rw -Store " + store);

        Assert.NotEmpty(withRetrieve.Errors.Concat(alone.Errors));
        Search(vault, [withRetrieve, alone]);
    }

    // The store keeps what it was given, and then says it where it is not asked for a secret.
    [Theory]
    [InlineData("$part", "$true", "")]
    [InlineData("$part.ToLower()", "$Name -like '*pending*'", "")]
    [InlineData("$part.Substring(3, 30)", "$Name -like '*pending*'", "")]
    [InlineData("$part.Substring(3, 30)", "$false", "$part.Substring(3, 30)")]
    [InlineData("$part", "$false", "$part")]
    public async Task A_script_block_that_tells_what_it_stored_shows_none(string read, string whenReading, string removed)
    {
        await using var vault = await VaultTenant.StartAsync();
        const string Script = """
            $global:kept = @{ 'dt-rw' = $sample }
            function Get-Part($Of) { [System.Net.NetworkCredential]::new('', $Of).Password.Split('.')[2] }
            Invoke-DtTokenRotation $sampleId -SecretName dt-rw -Store { param($Name, $Token) $kept[$Name] = $Token } `
                -Retrieve { param($Name) if (WHEN) { foreach ($one in $kept.Values) { $part = Get-Part $one; throw "holds $(READ)" } }; $kept[$Name] } `
                -Discard { param($Name) if ('REMOVED') { $part = Get-Part $kept[$Name]; throw "keeps $(REMOVED)" }; $kept.Remove($Name) }
            """;

        var run = vault.Tenant.Run(Preferences + "$sampleId;" + Script
            .Replace("WHEN", whenReading, StringComparison.Ordinal)
            .Replace("READ", read, StringComparison.Ordinal)
            .Replace("'REMOVED'", removed.Length > 0 ? "$true" : "$false", StringComparison.Ordinal)
            .Replace("REMOVED", removed.Length > 0 ? removed : "1", StringComparison.Ordinal));

        Assert.NotEmpty(run.Errors.Select(error => error.ToString()).Concat(run.Warnings));
        Search(vault, [run]);
    }

    [Theory]
    [InlineData("SECRET")]
    [InlineData("{ \"tokens\": [{ \"name\": \"SECRET\", \"scopes\": [\"metrics.read\"] }] }")]
    [InlineData("{ \"tokens\": [{ \"name\": \"t\", \"scopes\": [\"SECRET\"] }] }")]
    [InlineData("{ \"tokens\": [{ \"name\": \"t\", \"scopes\": [\"metrics.read\"], \"SECRET\": 1 }] }")]
    [InlineData("{ \"tokens\": [{ \"name\": \"t\", \"scopes\": [\"metrics.read\"], \"store\": { \"vault\": \"Ops\", "
        + "\"secretName\": \"SECRET\" } }] }")]
    [InlineData("{ \"tokens\": [{ \"name\": \"t\", \"scopes\": [\"metrics.read\"], \"environment\": \"SECRET\" }] }")]
    public async Task A_spec_file_with_a_secret_in_it_shows_none(string text)
    {
        await using var vault = await VaultTenant.StartAsync();
        var folder = Directory.CreateTempSubdirectory("specs");
        try
        {
            var file = Path.Combine(folder.FullName, "tokens.json");
            await File.WriteAllTextAsync(file, text.Replace("SECRET", vault.Tenant.Server.SampleToken, StringComparison.Ordinal));

            Search(vault, [vault.Tenant.Run(Preferences + "$sampleId; Invoke-DtTokenRotation -Path $args[0] -WhatIf; "
                + "Invoke-DtTokenRotation -Path $args[0] -Store { param($Name, $Token) } -Retrieve { param($Name) }", file)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TenantToken Put(VaultTenant vault, string name, string entry)
    {
        var token = vault.Tokens.Seed(new SeedToken { Name = name, Owner = vault.Sample!.Owner, Scopes = ["metrics.read"] });
        vault.Tenant.Run("Set-Secret -Vault Ops -Name $args[0] -Secret $args[1]", entry, Tenant.Secure(token.Token)).Succeed();
        return token;
    }

    private static void Search(VaultTenant vault, IReadOnlyList<Run> runs) => SecretSearch.FindNone(
        runs, vault.Tenant.Session, [.. vault.Tokens.Tokens.Select(token => token.Token.Split('.')[^1])]);
}

using TokenRotation.Module.Tests.Support;
using static TokenRotation.Module.Tests.Cmdlets.PlatformTokens;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Undo-DtTokenRotation at an account.</summary>
public sealed class UndoPlatformRotationTests
{
    private const string Rotate = "$null = Invoke-DtTokenRotation -Id $old @store -Environment $urn -Confirm:$false";

    // A store of the session's own.
    private const string Store = """
        $vault = @{}
        $store = @{
            Store = { param($Name, $Token, $TokenId) $vault[$Name] = $Token }
            Retrieve = { param($Name) $vault[$Name] }
            Discard = { param($Name) $vault.Remove($Name) }
            SecretName = 'dt-token'
        }
        $vault['dt-token'] = $secret
        """;

    private const string Stored = "[System.Net.NetworkCredential]::new('', $vault['dt-token']).Password";

    [Theory]
    [InlineData("Undo-DtTokenRotation $old @store")]
    [InlineData("Undo-DtTokenRotation $new @store")]
    [InlineData("Undo-DtTokenRotation -Name ingest @store")]
    [InlineData("Find-DtToken -Id $old | Undo-DtTokenRotation @store")]
    public async Task With_the_store_it_goes_back(string command)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run($"{Store}; {Rotate}").Succeed();
        tenant.Session.Set("new", Fresh(tenant, old).Id);

        var run = tenant.Run(command).Succeed();

        Assert.Equal(old.Id, run.All("Id").Single());
        Assert.Empty(run.Warnings);
        var now = tenant.Platform(old.Id)!;
        Assert.Equal((true, old.ExpirationDate), (now.Active, now.ExpirationDate));
        Assert.False(Fresh(tenant, old).Active);
        Assert.Equal(old.Token, tenant.Run(Stored).Succeed().One.BaseObject);
        tenant.Run("Undo-DtTokenRotation $old @store").FailWith("NotBeingReplaced");
    }

    [Fact]
    public async Task What_went_through_the_pipeline_is_taken_back_without_a_store_before_and_after_a_word()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run("$new = Find-DtToken -Name ingest | Invoke-DtTokenRotation -Confirm:$false -WarningAction Ignore").Succeed();

        tenant.Run("Undo-DtTokenRotation $old").Succeed();
        Assert.Equal((true, old.ExpirationDate), (tenant.Platform(old.Id)!.Active, tenant.Platform(old.Id)!.ExpirationDate));
        Assert.False(Fresh(tenant, old).Active);

        tenant.Run("Restore-DtToken $new.Id; Complete-DtTokenRotation $old -Confirm:$false").Succeed();
        Assert.False(tenant.Platform(old.Id)!.Active);
        tenant.Run("Undo-DtTokenRotation $new.Id").Succeed();

        Assert.Equal((true, old.ExpirationDate), (tenant.Platform(old.Id)!.Active, tenant.Platform(old.Id)!.ExpirationDate));
        Assert.False(Fresh(tenant, old).Active);
    }

    [Fact]
    public async Task A_preview_names_both_tokens_the_expiry_and_the_entry_and_changes_nothing()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run($"{Store}; {Rotate}").Succeed();
        var before = tenant.Server.Account.PlatformTokens.ToList();

        var screen = tenant.Run("Undo-DtTokenRotation $old @store -WhatIf").Succeed().Screen;

        Assert.Contains($"ingest ({old.Id})", screen, StringComparison.Ordinal);
        Assert.Contains(
            $"Z again, make it active, put its secret back into 'dt-token', and make its successor {Fresh(tenant, old).Id} "
                + "inactive",
            screen,
            StringComparison.Ordinal);
        Assert.Equal(before, tenant.Server.Account.PlatformTokens);
    }

    [Fact]
    public async Task Without_the_store_that_holds_the_new_secret_it_is_refused_and_says_what_to_do()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run($"{Store}; {Rotate}").Succeed();
        var before = tenant.Server.Account.PlatformTokens.ToList();

        var error = tenant.Run("Undo-DtTokenRotation $old").FailWith("RotationRefused");

        Assert.Contains($"Undo-DtTokenRotation -Id {old.Id}", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Revoke-DtToken -Id {Fresh(tenant, old).Id}", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, tenant.Server.Account.PlatformTokens);
    }

    [Fact]
    public async Task A_leaked_token_that_was_none_comes_back_until_it_is_deleted()
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        var old = Seed(tenant);
        tenant.Run($"{Store}; {Rotate} -Compromised").Succeed();
        Assert.False(tenant.Platform(old.Id)!.Active);

        tenant.Run("Undo-DtTokenRotation $old @store").Succeed();

        Assert.Equal((true, old.ExpirationDate), (tenant.Platform(old.Id)!.Active, tenant.Platform(old.Id)!.ExpirationDate));
    }

    [Fact]
    public async Task The_audit_log_notes_it()
    {
        await using var tenant = await AccountTenant.StartAsync();
        var log = Path.Combine(Directory.CreateTempSubdirectory("undo").FullName, "audit.jsonl");
        tenant.Session.Set("log", log);
        tenant.Run($"$null = {AccountTenant.Connect} -AuditLog $log").Succeed();
        var old = Seed(tenant);
        tenant.Run($"{Store}; {Rotate}").Succeed();
        await File.WriteAllTextAsync(log, string.Empty);

        tenant.Run("Undo-DtTokenRotation $old @store").Succeed();

        var text = await File.ReadAllTextAsync(log);
        Directory.Delete(Path.GetDirectoryName(log)!, recursive: true);
        var line = Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(old.Id, line, StringComparison.Ordinal);
        Assert.Contains("Undo-DtTokenRotation", line, StringComparison.Ordinal);
        Assert.Contains("dt-token", line, StringComparison.Ordinal);
        Assert.DoesNotContain(old.Token, text, StringComparison.Ordinal);
    }
}

using TokenRotation.Module.Tests.Support;
using TokenRotation.Sandbox.Account;
using static TokenRotation.Module.Tests.Cmdlets.PlatformTokens;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>Export-DtTokenSpec at an account: what it writes, Invoke-DtTokenRotation and New-DtToken read.</summary>
public sealed class ExportPlatformSpecTests : IDisposable
{
    // A store of the session's own.
    private const string Store = """
        $vault = @{}
        $store = @{
            Store = { param($Name, $Token, $TokenId) $vault[$Name] = $Token }
            Retrieve = { param($Name) $vault[$Name] }
            Discard = { param($Name) $vault.Remove($Name) }
            SecretName = '{Name}'
        }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_token_that_is_gone_is_made_again_from_its_file_by_either_command()
    {
        await using var tenant = await ConnectAsync();
        var old = Seed(tenant);
        tenant.Run("Export-DtTokenSpec $file -Id $old").Succeed();
        tenant.Run("Revoke-DtToken $old -WarningAction Ignore; Remove-DtToken $old -Force -Confirm:$false").Succeed();

        tenant.Run($"{Store}; $null = Invoke-DtTokenRotation -Path $file @store -Confirm:$false").Succeed();
        var made = Fresh(tenant, old);
        AssertAlike(old, made);
        tenant.Run("$null = New-DtToken -Path $file").Succeed();

        AssertAlike(old, tenant.Server.Account.PlatformTokens.Single(token => token.Owner == Person && token.Id != made.Id));
    }

    [Fact]
    public async Task A_token_that_is_there_is_found_by_its_file_and_rotated_when_it_is_due()
    {
        await using var tenant = await ConnectAsync();
        var old = Seed(tenant);
        tenant.Run($"{Store}; $vault['ingest'] = $secret; Export-DtTokenSpec $file -Id $old").Succeed();

        tenant.Run("$null = Invoke-DtTokenRotation -Path $file @store -ExpiringWithin 10d -Confirm:$false").Succeed();
        Assert.Single(tenant.Server.Account.PlatformTokens, token => token.Owner == Person);

        tenant.Run("$null = Invoke-DtTokenRotation -Path $file @store -ExpiringWithin 40d -Confirm:$false").Succeed();
        AssertAlike(old, Fresh(tenant, old));
    }

    [Fact]
    public async Task A_token_and_what_replaces_it_stand_in_the_file_once_without_the_mark_and_with_the_real_lifetime()
    {
        await using var tenant = await ConnectAsync();
        Seed(tenant);
        tenant.Run($"{Store}; $vault['ingest'] = $secret; $null = Invoke-DtTokenRotation $old @store -Lifetime 120d").Succeed();

        tenant.Run("Find-DtToken -Name 'ingest*' | Export-DtTokenSpec $file -WarningVariable said").Succeed();

        Assert.Empty(tenant.Run("$said").Output);
        var spec = tenant.Run("Get-Content $file -Raw | ConvertFrom-Json").Succeed().One;
        Assert.Equal("ingest", spec.Properties["name"].Value);
        Assert.Equal(Person, spec.Properties["user"].Value);
        Assert.Equal(120L, tenant.Run("(Get-Content $file -Raw | ConvertFrom-Json).expiresIn.value").Succeed().One.BaseObject);
    }

    [Fact]
    public async Task A_new_token_that_is_not_extended_yet_is_refused()
    {
        await using var tenant = await ConnectAsync();
        var now = tenant.Server.Clock.GetUtcNow();
        var leased = tenant.Add(new SeedPlatformToken
        {
            Owner = Person,
            Name = "left [dtr of TYUHJKNM ABCDEF @- +1d+7d until never]",
            Scopes = ["app-engine:apps:run"],
            ExpirationDate = now.AddHours(1),
        });
        tenant.Session.Set("leased", leased.Id);

        var error = tenant.Run("Export-DtTokenSpec $file -Id $leased").FailWith("TokenNotExported");

        Assert.Contains("Get-DtTokenRotation", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-DtToken", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_both_kinds_stand_in_one_file_each_with_where_it_is()
    {
        await using var tenant = await ConnectAsync();
        Seed(tenant);

        tenant.Run("@(Find-DtToken -Id $old; Find-DtToken 'RW config token' -Environment $url) | Export-DtTokenSpec $file")
            .Succeed();

        var environments = tenant.Run("(Get-Content $file -Raw | ConvertFrom-Json).tokens.environment").Succeed().Output;
        Assert.Equal(
            [tenant.Url, tenant.Server.Account.Urn],
            environments.Select(text => (string)text.BaseObject).OrderBy(text => text, StringComparer.Ordinal));
        tenant.Run($"{Store}; Invoke-DtTokenRotation -Path $file @store -ExpiringWithin 10d -WhatIf").Succeed();
    }

    private async Task<Tenant> ConnectAsync()
    {
        var tenant = await AccountTenant.ConnectAsync();
        tenant.Session.Set("file", _file);
        return tenant;
    }

    private static void AssertAlike(PlatformToken old, PlatformToken made)
    {
        Assert.Equal("ingest", made.Name.Split(" [")[0]);
        Assert.Equal(old.Owner, made.Owner);
        Assert.Equal(old.Scopes, made.Scopes);
        Assert.Equal(old.Resources, made.Resources);
        var (was, lives) = (old.ExpirationDate - old.CreatedAt, made.ExpirationDate - made.CreatedAt);
        Assert.InRange(lives!.Value, was!.Value - TimeSpan.FromMinutes(2), was.Value + TimeSpan.FromMinutes(2));
    }
}

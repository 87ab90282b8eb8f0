using TokenRotation.Module.Tests.Support;

namespace TokenRotation.Module.Tests.Cmdlets;

/// <summary>What a screen of 80 columns shows of platform tokens, beside an environment that is connected as well.</summary>
public sealed class PlatformViewTests
{
    [Theory]
    [InlineData("Find-DtToken -Id $platformId -Environment $urn", "Workflow runner")]
    [InlineData("New-DtToken made app-engine:apps:run -Resource $environmentUrn", "made")]
    [InlineData("Set-DtToken $platformId -ExpirationDate 2040-01-31 -PassThru", "Workflow runner")]
    [InlineData("Revoke-DtToken $platformId -PassThru -WarningAction Ignore", "Revoked")]
    [InlineData("Restore-DtToken $platformId -PassThru", "Workflow runner")]
    [InlineData("Test-DtToken $platform -Detailed", "Platform")]
    [InlineData("Get-DtTokenFinding -Environment $urn -ExpiringWithin 60d", "Expir")]
    [InlineData("Get-DtEnvironment", "urn:dtaccount")]
    public async Task A_table_fits_and_says_which_token_and_a_list_says_where(string command, string shown)
    {
        await using var tenant = await AccountTenant.ConnectAsync();
        tenant.Session.Screen.RawUI.BufferSize = new(80, 50);

        var table = tenant.Run(command + " | Out-Default").Succeed();
        var list = tenant.Run(command + " | Format-List | Out-Default").Succeed();

        Assert.Contains(shown, table.Screen, StringComparison.Ordinal);
        Assert.Contains(tenant.Server.Account.Uuid, list.Screen.Replace("\n", string.Empty), StringComparison.Ordinal);
        Assert.All(
            (table.Screen + list.Screen).Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }
}
